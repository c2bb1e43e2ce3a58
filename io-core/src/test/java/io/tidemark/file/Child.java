package io.tidemark.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM like this one that runs a main class of the tests; killed at the latest when it is closed. */
public final class Child implements AutoCloseable {
    /** Starts faster. */
    static final List<String> WITHOUT_C2 = List.of("-XX:TieredStopAtLevel=1");

    /** The grants of native access and the like, the tests' properties, the archive of loaded classes, the compiler. */
    private static final List<String> INHERITED =
            List.of("--", "-Dtidemark.", "-XX:SharedArchiveFile", "-XX:TieredStopAtLevel");

    private final Process process;
    private final BufferedReader output;

    public Child(Class<?> main, String... arguments) throws IOException {
        this(WITHOUT_C2, main, arguments);
    }

    /** With flags of its own. */
    public Child(List<String> flags, Class<?> main, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // None of the build's agents.
        for (String flag :
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (INHERITED.stream().anyMatch(flag::startsWith)) {
                line.add(flag);
            }
        }
        line.addAll(flags);
        line.addAll(List.of("-Xshare:auto", "-Xmx256m", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(main.getName());
        line.addAll(List.of(arguments));
        process = new ProcessBuilder(line).redirectErrorStream(true).start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The next line that begins with {@code word}; null at the end of the output. */
    public String await(String word) throws IOException {
        StringBuilder others = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(word)) {
                return line;
            }
            others.append(line).append('\n');
        }
        if (others.length() > 0) {
            System.out.println("the child said: " + others);
        }
        return null;
    }

    /** Kills it (SIGKILL) and returns what it had still printed. */
    public List<String> kill() throws IOException {
        process.toHandle().destroyForcibly(); // By its handle, because that leaves what it printed to be read.
        List<String> lines = rest();
        Crew.await("the child dies", () -> !process.isAlive());
        return lines;
    }

    /** Waits for its end and returns what it had still printed. */
    public List<String> end() throws IOException, InterruptedException {
        List<String> lines = rest();
        process.waitFor();
        return lines;
    }

    private List<String> rest() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
