package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.map.Entry;
import io.tidemark.cli.map.LogMap;

/** The ranges of a log's segments as a table and a picture, or as JSON. */
record LogRangesReport(TypedPath path, LogMap map) {
    void print(Console console) {
        console.line(Escapes.escape(path.path().toString()) + ": a log of "
                + Units.counted(map.segments().size(), "segment"));
        if (map.segments().isEmpty()) {
            return;
        }
        console.line("");
        printTable(console);
        console.line("");
        new RangePicture(console, map.picture()).print();
    }

    private void printTable(Console console) {
        Table table = new Table()
                .row(
                        Cell.head("SEGMENT"),
                        Cell.head("OFFSET"),
                        Cell.head("LENGTH"),
                        Cell.head("PART"),
                        Cell.head("MODE"),
                        Cell.head("IN CACHE"),
                        Cell.head("REASON"));
        for (LogMap.Segment segment : map.segments()) {
            for (Entry entry : segment.ranges()) {
                table.row(
                        Cell.plain(Long.toString(segment.info().number())),
                        Cell.plain(Long.toString(entry.offset())),
                        Cell.plain(Long.toString(entry.length())),
                        Cell.plain(entry.part().title()),
                        Cell.plain(entry.mode()),
                        Cell.plain(RangesReport.resident(entry.pages())),
                        Cell.plain(entry.reason()));
            }
        }
        table.print(console);
    }

    /** One object; the names stay as they are from version to version, new ones may come. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("path", path.path().toString());
        JsonArray segments = new JsonArray();
        for (LogMap.Segment segment : map.segments()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("number", segment.info().number());
            entry.addProperty("path", path.of(segment.info().path()));
            JsonArray ranges = new JsonArray();
            segment.ranges().forEach(range -> ranges.add(RangesReport.toJson(range)));
            entry.add("ranges", ranges);
            segments.add(entry);
        }
        json.add("segments", segments);
        return json;
    }
}
