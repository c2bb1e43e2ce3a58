package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tidemark seal}: completes the tail's segment. */
@Command(
        name = "seal",
        header = "Seal all records of a log.",
        description = "Completes the last segment, which is immutable and read through the page cache from then on;"
                + " appends go on in a new one. Nothing happens where no record is unsealed.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All records are sealed.",
            "1:There is no log, it is damaged, somebody else writes it, or sealing failed.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class SealCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "LOG", description = "The log; nobody else may have it open for writing.")
    private Path path;

    SealCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (HybridLog log = LogPlace.open(path, OpenMode.OPEN_EXISTING)) {
            log.sealTail();
            console.line(told(log));
        }
        return 0;
    }

    private static String told(HybridLog log) {
        if (log.lastSequence() < log.firstSequence()) {
            return "no records, so nothing to seal";
        }
        String nothingNew = log.statistics().rolls() == 0 ? "nothing to seal: already " : "";
        return nothingNew + "sealed up to sequence " + log.lastSequence();
    }
}
