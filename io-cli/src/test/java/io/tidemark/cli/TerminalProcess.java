package io.tidemark.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.cli.demo.OwnCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The command in a process of its own, on a terminal that {@code script} gives it. */
final class TerminalProcess {
    private TerminalProcess() {}

    /**
     * Starts it; what the terminal shows is the process's output.
     *
     * @param redirection of a shell, for what shall not be the terminal
     */
    static Process start(String redirection, String... arguments) throws IOException {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "no " + script + " here");
        String quoted = OwnCommand.line(Tidemark.class, List.of(arguments)).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Process process = new ProcessBuilder(
                        script.toString(), "-qec", "exec " + quoted + " " + redirection, "/dev/null")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return process;
    }
}
