package io.tidemark.bench.foundation;

import com.google.gson.Gson;
import io.tidemark.bench.harness.MatchResult;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Does a work in a JVM of its own, with the flags of this one. What other works taught the compiler about the code that
 * they share would otherwise decide the figures: a read inlines less once it has been seen with several modes.
 */
final class OwnProcess {
    private OwnProcess() {}

    /**
     * Runs it and waits.
     *
     * @param options of {@link Foundation} that say where and how long
     */
    static MatchResult run(Work work, List<String> options) throws IOException {
        Path answer = Files.createTempFile("tidemark-bench-", ".json");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Foundation.class.getName()));
            command.addAll(options);
            command.addAll(List.of("--only", work.name(), "--answer", answer.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT)
                    .start();
            int status = waitFor(process);
            if (status != 0) {
                throw new IOException(work + " failed with exit status " + status + "; see above");
            }
            return new Gson().fromJson(Files.readString(answer), MatchResult.class);
        } finally {
            Files.delete(answer);
        }
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
