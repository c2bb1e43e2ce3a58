package io.tidemark.cli;

import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.demo.DemoResult;
import io.tidemark.cli.demo.SealTime;
import io.tidemark.file.FileStatistics;

/** What sealing cost, beside copying out what is sealed, and what the tail wrote. */
record SealReport(DemoResult result) {
    private static final double MIB = 1 << 20;

    void print(Console console) {
        FileStatistics statistics = result.statistics();
        DemoReport.head(console, "COST OF SEALING, beside a copy");
        if (statistics.seals() == 0) {
            console.line("The input is smaller than a border, so nothing was sealed.");
        } else {
            comparison(console, statistics);
        }
        DemoReport.head(console, "WRITE AMPLIFICATION");
        console.line(Units.format(
                "%.3f: the tail wrote %s for %s appended; %s of space had been prepared ahead.",
                amplification(),
                Units.bytes(statistics.writtenBytes()),
                Units.bytes(statistics.appendedBytes()),
                Units.bytes(statistics.preparedBytes())));
    }

    private void comparison(Console console, FileStatistics statistics) {
        Table table = new Table()
                .row(
                        Cell.head("HOW"),
                        Cell.head("SEALED"),
                        Cell.head("BYTES COPIED"),
                        Cell.head("TIME"),
                        Cell.head("PER MIB"));
        table.row(
                Cell.plain("Tidemark, " + Units.count(statistics.seals()) + " seals"),
                Cell.plain(Units.bytes(statistics.sealedBytes())),
                Cell.plain(Units.count(statistics.copiedAtSealBytes())),
                Cell.plain(result.seal()
                        .map(time -> Units.nanos(time.totalNanos()))
                        .orElse("not measured")),
                Cell.plain(result.seal()
                        .map(time -> perMib(time.totalNanos(), statistics.sealedBytes()))
                        .orElse("-")));
        table.row(
                Cell.plain("copy to another file, force"),
                Cell.plain(Units.bytes(result.copiedBytes())),
                Cell.plain(Units.count(result.copiedBytes())),
                Cell.plain(Units.nanos(result.copyNanos())),
                Cell.plain(perMib(result.copyNanos(), result.copiedBytes())));
        table.print(console);
        result.seal().ifPresent(time -> ratio(console, time));
        console.line(Units.count(statistics.droppedPages()) + " stale pages dropped from the cache by seals. The copy"
                + " read from the page cache, and left its pages there;");
        console.line("sealed pages enter the cache when they are first read.");
    }

    private void ratio(Console console, SealTime time) {
        double seal = time.totalNanos() / (double) result.statistics().sealedBytes();
        double copy = result.copyNanos() / (double) result.copiedBytes();
        console.line(Units.format(
                "Per MiB the copy took %.0f times as long; the longest seal took %s.",
                copy / seal, Units.nanos(time.maxNanos())));
    }

    private static String perMib(long nanos, long bytes) {
        return Units.nanos(Math.round(nanos / (bytes / MIB)));
    }

    double amplification() {
        return result.statistics().writtenBytes() / (double) result.statistics().appendedBytes();
    }
}
