package io.tidemark.bench.foundation;

import com.google.gson.Gson;
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
public final class OwnProcess {
    private OwnProcess() {}

    /**
     * Runs it and waits.
     *
     * @param command its main class, which takes {@code --answer} with a file
     * @param name of the work, for who reads that it failed
     * @param arguments that say what to do, where and how long
     * @param output where its standard output goes
     * @param answerType what it writes as JSON
     */
    public static <T> T run(Class<?> command, String name, List<String> arguments, Redirect output, Class<T> answerType)
            throws IOException {
        Path answer = Files.createTempFile("tidemark-bench-", ".json");
        try {
            List<String> line = java(command);
            line.addAll(arguments);
            line.addAll(List.of("--answer", answer.toString()));
            Process process = new ProcessBuilder(line)
                    .redirectOutput(output)
                    .redirectError(Redirect.INHERIT)
                    .start();
            int status = await(process);
            if (status != 0) {
                throw new IOException(name + " failed with exit status " + status + "; see above");
            }
            return new Gson().fromJson(Files.readString(answer), answerType);
        } finally {
            Files.delete(answer);
        }
    }

    /** The command line of a JVM with the flags and the class path of this one, to which arguments may be added. */
    public static List<String> java(Class<?> main) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return line;
    }

    /** Waits for its end and returns its exit status. */
    public static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
