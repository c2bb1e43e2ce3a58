package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark stat}: what a log holds, and where. */
@Command(
        name = "stat",
        header = "Show the segments of a log.",
        description =
                "Shows which sequences the log holds, and of each segment its state, how it is read, and how much of"
                        + " it the page cache holds; and draws them. What is known to be durable is what records prove; the"
                        + " last ones that were acknowledged may be above that. Nothing is written, and a writer may have"
                        + " the log open.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:They were shown.",
            "1:There is no log, it is damaged, or can't be read.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class StatCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean isJsonWanted;

    @Parameters(paramLabel = "LOG", description = "The log.")
    private Path path;

    StatCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StatReport report;
        try (HybridLog log = LogPlace.open(path, OpenMode.READ_ONLY)) {
            report = StatReport.of(new TypedPath(path), log, RangePicture.MOST_SLICES);
        }
        if (isJsonWanted) {
            console.line(Json.text(report.toJson()));
        } else {
            report.print(console);
        }
        return 0;
    }
}
