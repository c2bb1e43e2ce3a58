package io.tidemark.cli;

import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark probe}: what a place can do, and what Tidemark would do there. */
@Command(
        name = "probe",
        description = {
            "Find out, by attempt, what a directory or file can do, and which access modes Tidemark would choose there.",
            "Nothing is left behind; a probed file is only looked at."
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
    public Integer call() throws IOException {
        ProbeReport report = ProbeReport.of(Capabilities.probe(path));
        if (isJsonWanted) {
            console.line(report.toJson());
        } else {
            report.print(console);
        }
        return 0;
    }
}
