package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.map.Entry;
import io.tidemark.cli.map.LogMap;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;
import java.util.List;

/**
 * What a log holds.
 *
 * @param path of the log
 * @param layout how it lies on disk
 * @param segmentBytes how long its segments may become
 * @param first sequence
 * @param last sequence; one below {@code first} if there are none
 * @param durable last sequence that is known to be durable, which a reader learns late from a writer elsewhere
 * @param map its segments, and what of them is cached
 */
record StatReport(TypedPath path, Layout layout, long segmentBytes, long first, long last, long durable, LogMap map) {
    static StatReport of(TypedPath path, HybridLog log, int mostSlices) throws IOException {
        long last = log.lastSequence();
        long durable = log.durableSequence();
        LogMap map = LogMap.of(log, mostSlices);
        // What was discarded meanwhile is not in the map.
        long first = map.segments().stream()
                .mapToLong(segment -> segment.info().firstSequence())
                .findFirst()
                .orElse(0);
        return new StatReport(
                path, log.layout(), log.segmentBytes(), Math.max(first, log.firstSequence()), last, durable, map);
    }

    private static List<String> modes(LogMap.Segment segment) {
        return segment.ranges().stream().map(Entry::mode).distinct().toList();
    }

    void print(Console console) {
        List<LogMap.Segment> lines = map.segments();
        long bytes = lines.stream().mapToLong(line -> line.info().lengthBytes()).sum();
        console.line(Escapes.escape(path.path().toString()) + ": "
                + (last < first
                        ? "no records, goes on with sequence " + first
                        : Units.counted(last - first + 1, "record") + ", " + Sequences.range(first, last)
                                + (durable < first ? "" : ", known to be durable up to " + durable))
                + ", " + Units.bytes(bytes) + " in " + Units.counted(lines.size(), "segment") + " of "
                + Units.bytes(segmentBytes) + ", layout " + EnumWord.word(layout));
        if (lines.isEmpty()) {
            return;
        }
        console.line("");
        Table table = new Table()
                .row(
                        Cell.head("SEGMENT"),
                        Cell.head("STATE"),
                        Cell.head("MODE"),
                        Cell.head("FIRST"),
                        Cell.head("RECORDS"),
                        Cell.head("BYTES"),
                        Cell.head("IN CACHE"),
                        Cell.head("OFFSET"),
                        Cell.head("FILE"));
        for (LogMap.Segment line : lines) {
            SegmentInfo segment = line.info();
            table.row(
                    Cell.plain(Long.toString(segment.number())),
                    Cell.plain(EnumWord.word(segment.state())),
                    Cell.plain(String.join(", ", modes(line))),
                    Cell.plain(Long.toString(segment.firstSequence())),
                    Cell.plain(Long.toString(segment.recordCount())),
                    Cell.plain(Long.toString(segment.lengthBytes())),
                    Cell.plain(RangesReport.resident(line.pages())),
                    Cell.plain(Long.toString(segment.offset())),
                    Cell.plain(segment.path().getFileName().toString()));
        }
        table.print(console);
        console.line("");
        new RangePicture(console, map.picture()).print();
    }

    /** One object; the names stay as they are from version to version, new ones may come. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("path", path.path().toString());
        json.addProperty("layout", EnumWord.word(layout));
        json.addProperty("segmentBytes", segmentBytes);
        json.addProperty("firstSequence", first);
        json.addProperty("lastSequence", last);
        json.addProperty("durableSequence", durable);
        JsonArray segments = new JsonArray();
        for (LogMap.Segment line : map.segments()) {
            segments.add(toJson(line));
        }
        json.add("segments", segments);
        return json;
    }

    private JsonObject toJson(LogMap.Segment line) {
        SegmentInfo segment = line.info();
        JsonObject json = new JsonObject();
        json.addProperty("number", segment.number());
        json.addProperty("state", EnumWord.word(segment.state()));
        JsonArray modes = new JsonArray();
        modes(line).forEach(modes::add);
        json.add("modes", modes);
        json.addProperty("firstSequence", segment.firstSequence());
        json.addProperty("records", segment.recordCount());
        json.addProperty("bytes", segment.lengthBytes());
        json.addProperty("roomBytes", segment.roomBytes());
        json.addProperty("path", path.of(segment.path()));
        json.addProperty("offset", segment.offset());
        json.addProperty("pages", line.pages().total());
        // Left out where the kernel doesn't tell.
        if (line.pages().isKnown()) {
            json.addProperty("residentPages", line.pages().resident());
        }
        return json;
    }
}
