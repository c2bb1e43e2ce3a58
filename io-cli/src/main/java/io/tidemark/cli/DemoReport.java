package io.tidemark.cli;

import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.Table.Style;
import io.tidemark.cli.demo.DemoPlan.Leftover;
import io.tidemark.cli.demo.DemoResult;
import io.tidemark.cli.demo.Latency;
import io.tidemark.cli.map.Entry;
import io.tidemark.cli.map.FileMap;
import io.tidemark.cli.map.Pages;
import io.tidemark.cli.map.Part;
import io.tidemark.file.FileStatistics;
import io.tidemark.mode.Capabilities;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What a demo measured, as a person reads it in a minute. */
record DemoReport(DemoResult result) {
    void print(Console console) {
        done(console);
        place(console);
        map(console);
        latencies(console);
        new SealReport(result).print(console);
        proof(console);
        new LogActReport(result.log()).print(console);
        if (result.plan().leftover() == Leftover.KEEP) {
            console.line("");
            console.line("./tidemark ranges " + Escapes.shellWord(result.file().toString()));
            console.line("./tidemark stat " + Escapes.shellWord(result.logPath().toString()));
        }
    }

    private void done(Console console) {
        console.line(Style.HEAD.apply(console, "DONE"));
        String input = result.inputFiles().stream().map(Path::toString).collect(Collectors.joining(", "));
        boolean isPart = result.bytes() < result.availableBytes();
        new Table()
                .row(
                        Cell.plain("input"),
                        Cell.plain((isPart ? "the first " + Units.bytes(result.bytes()) + " of " : "") + input + " ("
                                + Units.bytes(result.availableBytes()) + ")"))
                .row(
                        Cell.plain("file"),
                        Cell.plain(result.file()
                                + (result.plan().leftover() == Leftover.KEEP ? " (kept)" : " (removed again)")))
                .row(
                        Cell.plain("appended"),
                        Cell.plain(Units.counted(result.bytes(), "byte") + " in "
                                + Units.counted(result.records(), "record") + ", made durable by "
                                + Units.counted(statistics().forces(), "force")))
                .row(
                        Cell.plain("durable by"),
                        Cell.plain(result.receipt().mechanism() + ", which "
                                + result.receipt().mechanism().survival()))
                .row(
                        Cell.plain("took"),
                        Cell.plain(Units.nanos(result.writingNanos()) + ", "
                                + Units.rate(result.bytes(), result.writingNanos()) + ", with "
                                + Units.counted(result.plan().readers(), "thread")
                                + " reading and comparing meanwhile"))
                .print(console);
    }

    private void place(Console console) {
        head(console, "PLACE");
        Capabilities place = result.place();
        String unit = place.writeUnitBytes() == 0
                ? "no direct I/O"
                : "direct writes in units of " + Units.bytes(place.writeUnitBytes());
        Entry tail = entry(Part.TAIL);
        Table table = new Table()
                .row(
                        Cell.plain("file system"),
                        Cell.plain(place.fileSystem() + " on device " + place.device() + ", " + unit + ", write cache: "
                                + place.writeCache()))
                .row(Cell.plain("tail"), Cell.plain(tail.mode() + ": " + tail.reason()));
        result.compared().entries().stream()
                .filter(entry -> entry.part().isSealed())
                .findFirst()
                .ifPresent(entry -> table.row(Cell.plain("sealed"), Cell.plain(entry.mode() + ": " + entry.reason())));
        table.print(console);
    }

    private void map(Console console) {
        head(console, "MAP, after everything was read and before the file was closed");
        new RangePicture(console, result.compared().picture()).print();
        console.line("");
        Table table = new Table().row(Cell.head("IN THE PAGE CACHE"), Cell.head("SEALED PART"), Cell.head("TAIL"));
        row(table, "when the writer had ended", result.written());
        row(table, "every byte read (the picture)", result.compared());
        row(table, "reopened, every byte read", result.reopened());
        table.print(console);
        if (sealed(result.compared()).resident() < sealed(result.compared()).total()) {
            paragraph(
                    console,
                    "The newest sealed bytes are still in the tail's buffer; while they are, reads take them from there.");
        }
    }

    private static void row(Table table, String when, FileMap map) {
        table.row(
                Cell.plain(when),
                Cell.plain(RangesReport.resident(sealed(map))),
                Cell.plain(RangesReport.resident(map.pages(part -> part == Part.TAIL))));
    }

    private void latencies(Console console) {
        head(console, "LATENCY");
        Table table = latencyTable();
        row(table, "append of a record", result.append());
        row(table, "durable batch (" + Units.bytes(result.plan().batchBytes()) + ")", result.batch());
        row(table, "read, sealed range", result.sealedRead());
        row(table, "read, near the end", result.nearRead());
        table.print(console);
    }

    static Table latencyTable() {
        return new Table()
                .row(
                        Cell.head("OPERATION"),
                        Cell.head("COUNT"),
                        Cell.head("P50"),
                        Cell.head("P90"),
                        Cell.head("P99"),
                        Cell.head("P99.9"),
                        Cell.head("MAX"));
    }

    static void row(Table table, String name, Latency latency) {
        boolean isEmpty = latency.count() == 0;
        table.row(
                Cell.plain(name),
                Cell.plain(Units.count(latency.count())),
                Cell.plain(isEmpty ? "-" : Units.nanos(latency.p50Nanos())),
                Cell.plain(isEmpty ? "-" : Units.nanos(latency.p90Nanos())),
                Cell.plain(isEmpty ? "-" : Units.nanos(latency.p99Nanos())),
                Cell.plain(isEmpty ? "-" : Units.nanos(latency.p999Nanos())),
                Cell.plain(isEmpty ? "-" : Units.nanos(latency.maxNanos())));
    }

    private void proof(Console console) {
        head(console, "COMPARED WITH THE INPUT");
        Cell none = new Cell("0 mismatches", Style.GOOD);
        new Table()
                .row(Cell.plain("by the readers"), bytes(result.comparedByReaders()), none)
                .row(Cell.plain("every byte, file open"), bytes(result.comparedOpen()), none)
                .row(Cell.plain("every byte, reopened"), bytes(result.comparedReopened()), none)
                .print(console);
    }

    private static Cell bytes(long bytes) {
        return Cell.plain(Units.counted(bytes, "byte"));
    }

    private FileStatistics statistics() {
        return result.statistics();
    }

    /** The file is open, so it has one. */
    private Entry entry(Part part) {
        return result.compared().entries().stream()
                .filter(entry -> entry.part() == part)
                .findFirst()
                .orElseThrow();
    }

    private static Pages sealed(FileMap map) {
        return map.pages(Part::isSealed);
    }

    static void paragraph(Console console, String text) {
        new Table().row(Cell.plain(text)).print(console);
    }

    static void head(Console console, String text) {
        console.line("");
        console.line(Style.HEAD.apply(console, text));
    }
}
