package io.tidemark.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command of the system that has to succeed. */
final class Command {
    private Command() {}

    /** Returns what it printed. */
    static String run(String... line) throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(List.of(line) + ": exit " + status + " " + output.strip());
        }
        return output.strip();
    }
}
