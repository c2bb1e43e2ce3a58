package io.tidemark.cli;

import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.demo.Amplification;
import io.tidemark.cli.demo.DemoResult;
import io.tidemark.cli.demo.SealTime;
import io.tidemark.file.FileStatistics;
import java.util.Optional;

/** What sealing cost, beside copying out what is sealed, and what the tail wrote. */
record SealReport(DemoResult result) {
    private static final double MIB = 1 << 20;
    private static final long FEWEST_COMPARED_BYTES = 16 << 20;

    void print(Console console) {
        FileStatistics statistics = result.statistics();
        DemoReport.head(console, "COST OF SEALING, beside a copy");
        if (statistics.seals() == 0) {
            console.line("The input is smaller than a border, so nothing was sealed.");
        } else {
            comparison(console, statistics);
        }
        DemoReport.head(console, "WRITE AMPLIFICATION");
        amplification(console, result.amplification());
    }

    private void amplification(Console console, Amplification written) {
        FileStatistics statistics = result.statistics();
        Table table = new Table()
                .row(
                        Cell.plain("the tail"),
                        Cell.plain(Units.factor(written.tail())),
                        Cell.plain("it wrote " + Units.bytes(statistics.writtenBytes()) + " for "
                                + Units.bytes(statistics.appendedBytes()) + " appended"));
        String ahead = Units.bytes(statistics.preparedBytes());
        if (written.withZeros().isPresent()) {
            table.row(
                    Cell.plain("with the zeros written ahead"),
                    Cell.plain(Units.factor(written.withZeros().getAsDouble())),
                    Cell.plain("before that, " + ahead + " of space ahead of the tail were filled with zeros"));
        }
        table.print(console);
        DemoReport.paragraph(
                console,
                written.withZeros().isPresent()
                        ? "Each byte of a growing file is written about twice: once as a zero ahead of the tail, once as data."
                                + " Space that is still ahead when the data ends counts too; closing the file gives it back."
                        : ahead + " of space were allocated ahead of the tail, but not written.");
    }

    private void comparison(Console console, FileStatistics statistics) {
        Table table = new Table().row(Cell.head("HOW"), Cell.head("BYTES"), Cell.head("TIME"), Cell.head("PER MIB"));
        table.row(
                Cell.plain("Tidemark, " + Units.counted(statistics.seals(), "seal")),
                Cell.plain(Units.bytes(statistics.sealedBytes())),
                Cell.plain(time().map(time -> Units.nanos(time.totalNanos())).orElse("not measured")),
                Cell.plain(time().map(time -> perMib(time.totalNanos(), statistics.sealedBytes()))
                        .orElse("-")));
        table.row(
                Cell.plain("copy to another file, force"),
                Cell.plain(Units.bytes(result.copiedBytes())),
                Cell.plain(Units.nanos(result.copyNanos())),
                Cell.plain(perMib(result.copyNanos(), result.copiedBytes())));
        table.print(console);
        DemoReport.paragraph(
                console,
                time().map(time -> verdict(time, statistics.sealedBytes(), result.copiedBytes(), result.copyNanos()))
                                .orElse("")
                        + notes(statistics));
    }

    /**
     * Both totals, each for a MiB of its own bytes; nothing where too little was sealed to say anything.
     *
     * @param sealedBytes what the seals of {@code time} sealed
     */
    static String verdict(SealTime time, long sealedBytes, long copiedBytes, long copyNanos) {
        if (sealedBytes < FEWEST_COMPARED_BYTES) {
            return "Less than " + Units.bytes(FEWEST_COMPARED_BYTES) + " was sealed, too little to compare times. ";
        }
        double seal = time.totalNanos() / (double) sealedBytes;
        double copy = copyNanos / (double) copiedBytes;
        String ratio = seal < copy
                ? Units.format("In total, the copy took %.1f times as long per MiB as the seals.", copy / seal)
                : Units.format(
                        "In total, the seals took %.1f times as long per MiB as the copy: here sealing saved no time.",
                        seal / copy);
        return ratio + " Half of the seals took less than " + Units.nanos(time.medianNanos()) + ", the longest "
                + Units.nanos(time.maxNanos()) + ". ";
    }

    /** Both sides of the comparison, as far as they differ in more than time. */
    private static String notes(FileStatistics statistics) {
        return "Seals dropped " + Units.counted(statistics.droppedPages(), "stale page")
                + ". The seals ran beside writer"
                + " and readers, the copy alone and from the page cache; it leaves its pages there, sealed ones enter it"
                + " when they are first read.";
    }

    /** Empty as well where no seal was recorded: a time of 0 would be a lie. */
    private Optional<SealTime> time() {
        return result.seal().filter(time -> time.count() > 0);
    }

    private static String perMib(long nanos, long bytes) {
        return Units.nanos(Math.round(nanos / (bytes / MIB)));
    }
}
