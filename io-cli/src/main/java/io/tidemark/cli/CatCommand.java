package io.tidemark.cli;

import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.Visibility;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark cat}: records of a log to standard output. */
@Command(
        name = "cat",
        header = "Print the records of a log.",
        description =
                "Prints them in order, each verified; of a damaged log those in front of the damage. A sequence that was"
                        + " discarded is an error; what is still to come is none, so the log may end before --to."
                        + " Nothing is written to the log, and a writer may have it open.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All was printed, or whoever read it has seen enough.",
            "1:The log can't be read, is damaged, or has no such sequence, or the output failed; what was printed before is"
                    + " right.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class CatCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Console console;
    private final DataStreams streams;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "N",
            converter = Sequences.class,
            description = "The first sequence to print; the log's first unless given. May be the one with which the log"
                    + " goes on: then nothing is printed yet.")
    private Long from;

    @Option(
            names = "--to",
            paramLabel = "N",
            converter = Sequences.class,
            defaultValue = "" + Long.MAX_VALUE,
            description = "The last sequence to print, or the log's last if that comes before; the log's last unless"
                    + " given. With --follow, it is waited for.")
    private long to;

    @Option(
            names = "--follow",
            description = "At the end of the log, wait for more records until interrupted."
                    + " They may be shown before they are durable: a power cut may take the last ones back, but see"
                    + " --durable. A reader that has gone is noticed when the next record comes.")
    private boolean isFollowed;

    @Option(
            names = "--durable",
            description = "Print only what is known to be durable, as far as the log's own records prove that. What was"
                    + " forced last is not known to be before more is appended, or the writer closes the log; if it"
                    + " died, before the log is opened for writing again.")
    private boolean isDurableWanted;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text: each with a newline behind it; on a terminal, control characters are escaped."
                    + " hex: a line of digits for each. json: an object a line, with sequence, timestamp and payload, or"
                    + " payloadBase64 where that is no UTF-8. binary: each with its length in front, as"
                    + " 'append --binary' reads them. ${DEFAULT-VALUE} unless given.")
    private RecordFormat format;

    @Parameters(paramLabel = "LOG", description = "The log.")
    private Path path;

    CatCommand(Console console, DataStreams streams) {
        this.console = console;
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Sequences.requireNotNegative(spec, from == null ? 0 : from);
        Sequences.requireNotNegative(spec, to);
        if (from != null && to < from) {
            throw new ParameterException(spec.commandLine(), "--to " + to + " is in front of --from " + from);
        }
        OutputStream out = new BufferedOutputStream(streams.out(), BUFFER_BYTES);
        try (HybridLog log = LogPlace.openUpToDamage(path);
                LogCursor cursor = log.cursor(first(log), visibility())) {
            print(cursor, out);
        } catch (ClosedOutputException e) {
            return 0;
        }
        return 0;
    }

    private Visibility visibility() {
        return isDurableWanted ? Visibility.DURABLE : Visibility.APPENDED;
    }

    /** Where all that was asked for has been discarded it is the end that isn't there. */
    private long first(HybridLog log) {
        return from == null ? Math.min(log.firstSequence(), to) : from;
    }

    private void print(LogCursor cursor, OutputStream out) throws IOException, InterruptedException {
        RecordPrinter printer = new RecordPrinter(out, format, console);
        try {
            while (cursor.nextSequence() <= to) {
                if (cursor.next()) {
                    printer.print(cursor);
                } else if (isFollowed) {
                    out.flush();
                    if (cursor.next(WAIT)) {
                        printer.print(cursor);
                    }
                } else {
                    return;
                }
            }
        } finally {
            out.flush();
        }
    }
}
