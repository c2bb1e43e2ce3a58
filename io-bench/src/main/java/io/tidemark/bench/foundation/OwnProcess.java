package io.tidemark.bench.foundation;

import com.google.gson.Gson;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does a work in a JVM of its own, with the flags of this one. What other works taught the compiler about the code that
 * they share would otherwise decide the figures: a read inlines less once it has been seen with several modes.
 */
public final class OwnProcess {
    /** Far longer than the longest of them takes. */
    private static final long MOST_MINUTES = 120;

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
        Path answer = Leftovers.add(Files.createTempFile("tidemark-bench-", ".json"));
        try {
            List<String> line = java(command);
            line.addAll(arguments);
            line.addAll(List.of("--answer", answer.toString()));
            Process process =
                    start(new ProcessBuilder(line).redirectOutput(output).redirectError(Redirect.INHERIT));
            int status = await(process);
            if (status != 0) {
                throw new IOException(name + " failed with exit status " + status + "; see above");
            }
            return new Gson().fromJson(Files.readString(answer), answerType);
        } finally {
            Files.delete(answer);
            Leftovers.remove(answer);
        }
    }

    /**
     * Starts a process that ends with this one at the latest, or is killed because it has taken longer than any of them does:
     * who waits for its answers would wait for ever.
     */
    public static Process start(ProcessBuilder builder) throws IOException {
        Process process = Leftovers.start(builder);
        // The process's own method would close the stream of its answers, too.
        var unused = process.onExit().orTimeout(MOST_MINUTES, TimeUnit.MINUTES).exceptionally(late -> {
            System.err.println("killed, after " + MOST_MINUTES + " minutes: " + builder.command());
            process.toHandle().destroyForcibly();
            return process;
        });
        return process;
    }

    /**
     * The command line of a JVM with the flags and the class path of this one, to which arguments may be added.
     *
     * @param flags that it has besides
     */
    public static List<String> java(Class<?> main, String... flags) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of(flags));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return line;
    }

    /** Waits for the end of what {@link #start} has started, and returns its exit status. */
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
