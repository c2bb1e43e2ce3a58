package io.tidemark.cli;

import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.Table.Style;
import io.tidemark.cli.demo.LogResult;

/** The second act of a demo, as a person reads it. */
record LogActReport(LogResult log) {
    void print(Console console) {
        DemoReport.head(console, "A LOG, killed and recovered");
        new Table()
                .row(
                        Cell.plain("appended"),
                        Cell.plain(lines(log.acknowledged())
                                + (log.acknowledged() == 1 ? " was" : " were")
                                + " acknowledged as durable by another process, 'tidemark append --acks', before it"
                                + " was killed (SIGKILL)"))
                .row(
                        Cell.plain("recovered"),
                        Cell.plain(lines(log.recovered()) + " in " + Units.nanos(log.recoveryNanos())
                                + ": all of these, and " + Units.count(log.recovered() - log.acknowledged())
                                + " that were on their way"))
                .row(
                        Cell.plain("appended again"),
                        Cell.plain(lines(log.appended()) + " by this process, durable in "
                                + Units.nanos(log.appendNanos())))
                .row(
                        Cell.plain("segments"),
                        Cell.plain(log.segments() + " of " + Units.bytes(log.segmentBytes()) + ", reopened as "
                                + String.join(", ", log.modes())))
                .row(
                        Cell.plain("compared"),
                        new Cell(
                                lines(log.compared()) + " (" + Units.bytes(log.bytes())
                                        + "), each with its line of the input: 0 mismatches",
                                Style.GOOD))
                .print(console);
        console.line("");
        Table table = DemoReport.latencyTable();
        DemoReport.row(table, "append of a line, in memory", log.append());
        table.print(console);
    }

    private static String lines(long count) {
        return Units.counted(count, "line");
    }
}
