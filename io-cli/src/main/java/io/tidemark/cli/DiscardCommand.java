package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark discard}: gives the oldest segments back. */
@Command(
        name = "discard",
        header = "Discard the oldest records of a log.",
        description =
                "Discards whole segments, as far as all of their records are wanted no more: the last one always"
                        + " stays (where nothing of it is wanted, 'seal' begins a new one). Readers that have them open may go on reading.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:What could be discarded was.",
            "1:There is no log or no such sequence, it is damaged, somebody else writes it, or discarding failed.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class DiscardCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--before",
            required = true,
            paramLabel = "N",
            converter = Sequences.class,
            description = "The first sequence that is still wanted.")
    private long sequence;

    @Parameters(paramLabel = "LOG", description = "The log; nobody else may have it open for writing.")
    private Path path;

    DiscardCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (HybridLog log = LogPlace.open(path, OpenMode.OPEN_EXISTING)) {
            long before = log.firstSequence();
            log.discardBefore(sequence);
            long first = log.firstSequence();
            console.line(Units.counted(first - before, "record") + " discarded, the log begins with sequence " + first
                    + (first < sequence ? " and not " + sequence + ": " + whatStays(log) : ""));
        }
        return 0;
    }

    private String whatStays(HybridLog log) {
        if (sequence > log.lastSequence()) {
            return "the last segment stays ('seal' begins a new one)";
        }
        SegmentInfo first = log.segments().get(0);
        return "the segment with "
                + Sequences.range(first.firstSequence(), first.firstSequence() + first.recordCount() - 1)
                + " can only go as a whole";
    }
}
