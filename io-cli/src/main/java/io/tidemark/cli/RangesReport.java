package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.map.Entry;
import io.tidemark.cli.map.FileMap;
import io.tidemark.cli.map.Pages;
import java.util.Locale;

/** The range map of a file as a table and a picture, or as JSON. */
record RangesReport(FileMap map) {
    void print(Console console) {
        console.line(Escapes.escape(map.path()) + ": data from offset " + map.dataOffset() + " to " + map.endOffset()
                + ", borders at multiples of " + Units.bytes(map.borderBytes()));
        console.line("");
        printTable(console);
        console.line("");
        new RangePicture(console, map.picture()).print();
    }

    private void printTable(Console console) {
        Table table = new Table()
                .row(
                        Cell.head("OFFSET"),
                        Cell.head("LENGTH"),
                        Cell.head("PART"),
                        Cell.head("MODE"),
                        Cell.head("IN CACHE"),
                        Cell.head("REASON"));
        for (Entry entry : map.entries()) {
            table.row(
                    Cell.plain(Long.toString(entry.offset())),
                    Cell.plain(Long.toString(entry.length())),
                    Cell.plain(entry.part().title()),
                    Cell.plain(entry.mode()),
                    Cell.plain(resident(entry.pages())),
                    Cell.plain(entry.reason()));
        }
        table.print(console);
    }

    /** Such as {@code 12 of 256 pages (4.7 %)}; a dash where there are no pages. */
    static String resident(Pages pages) {
        if (pages.total() == 0) {
            return "-";
        }
        if (!pages.isKnown()) {
            return "unknown";
        }
        return Units.count(pages.resident()) + " of " + Units.counted(pages.total(), "page") + " ("
                + Units.percent(pages) + ")";
    }

    /** One object; the names stay as they are from version to version, new ones may come. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("path", map.path());
        json.addProperty("dataOffset", map.dataOffset());
        json.addProperty("endOffset", map.endOffset());
        json.addProperty("borderBytes", map.borderBytes());
        JsonArray ranges = new JsonArray();
        map.entries().forEach(entry -> ranges.add(toJson(entry)));
        json.add("ranges", ranges);
        return json;
    }

    static JsonObject toJson(Entry entry) {
        JsonObject range = new JsonObject();
        range.addProperty("offset", entry.offset());
        range.addProperty("length", entry.length());
        range.addProperty("part", entry.part().name().toLowerCase(Locale.ROOT));
        range.addProperty("mode", entry.mode());
        range.addProperty("reason", entry.reason());
        range.addProperty("pages", entry.pages().total());
        // Left out where the kernel doesn't tell.
        if (entry.pages().isKnown()) {
            range.addProperty("residentPages", entry.pages().resident());
        }
        return range;
    }
}
