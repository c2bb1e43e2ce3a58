package io.tidemark.cli;

import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark probe}: what a place can do, and what Tidemark would do there. */
@Command(
        name = "probe",
        header = "Find out what a directory or file can do.",
        description =
                "Tries each feature and tells which access modes Tidemark would choose there. Nothing is left behind;"
                        + " a probed file is only looked at, and where none can be created beside it, what needs that is"
                        + " left open.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:It was probed, whatever was found.",
            "1:It is not there, is neither a directory nor a regular file, or nothing could be tried (which --json tells"
                    + " feature by feature, with 0).",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class ProbeCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean isJsonWanted;

    @Parameters(paramLabel = "PATH", description = "A directory or a regular file.")
    private Path path;

    ProbeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, CommandException {
        Capabilities place = Capabilities.probe(path);
        ProbeReport report = ProbeReport.of(place);
        if (isJsonWanted) {
            console.line(report.toJson());
        } else {
            Optional<String> refusal = new ProbeTrials(place).refusal();
            if (refusal.isPresent() && Files.isDirectory(path)) {
                throw new CommandException(refusal.get() + ", so nothing could be tried");
            }
            report.print(console);
        }
        return 0;
    }
}
