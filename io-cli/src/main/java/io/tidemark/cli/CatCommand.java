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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark cat}: records of a log to standard output. */
@Command(
        name = "cat",
        header = "Print the records of a log.",
        description =
                "Prints them in order, each verified; of a damaged log those in front of the damage. A sequence that was"
                        + " discarded is an error; what is still to come is none, so the log may end before --to"
                        + " or --until. Nothing is written to the log, and a writer may have it open.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All was printed, or whoever read it has seen enough.",
            "1:The log can't be read, is damaged, or has no such sequence, or the output failed; what was printed before is"
                    + " right. Or, with --follow, a crash took back what was printed, from the sequence on that is told.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class CatCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Console console;
    private final DataStreams streams;

    @Mixin
    private WantedRecords wanted;

    @Option(
            names = "--follow",
            description =
                    "At the end of the log, wait for more records until interrupted."
                            + " They may be shown before they are durable: a power cut may take the last ones back, which"
                            + " is told when the log goes on without them, but see --durable. A reader that has gone is noticed when the next record comes.")
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
        wanted.check();
        OutputStream out = new BufferedOutputStream(streams.out(), BUFFER_BYTES);
        try (HybridLog log = LogPlace.openUpToDamage(path);
                LogCursor cursor = wanted.open(log, visibility())) {
            print(cursor, out);
        } catch (ClosedOutputException e) {
            return 0;
        }
        return 0;
    }

    private Visibility visibility() {
        return isDurableWanted ? Visibility.DURABLE : Visibility.APPENDED;
    }

    private void print(LogCursor cursor, OutputStream out) throws IOException, InterruptedException {
        RecordPrinter printer = new RecordPrinter(out, format, console);
        try {
            while (!wanted.isOver(cursor)) {
                if (cursor.next() || (isFollowed && hasCome(cursor, out))) {
                    if (wanted.isBehind(cursor)) {
                        return;
                    }
                    if (wanted.accepts(cursor)) {
                        printer.print(cursor);
                    }
                } else if (!isFollowed) {
                    return;
                }
            }
        } finally {
            out.flush();
        }
    }

    /** Whether there is one more in a while; what has been printed is shown meanwhile. */
    private static boolean hasCome(LogCursor cursor, OutputStream out) throws IOException, InterruptedException {
        out.flush();
        return cursor.next(WAIT);
    }
}
