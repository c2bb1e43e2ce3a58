package io.tidemark.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs as JSON. */
public final class RunFile {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private RunFile() {}

    /** Writes all samples and what they were measured on. */
    public static void write(BenchmarkRun run, Path file) throws IOException {
        Files.writeString(file, GSON.toJson(run) + "\n");
    }

    /** @throws IOException also if the file holds no run */
    public static BenchmarkRun read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            BenchmarkRun run = GSON.fromJson(reader, BenchmarkRun.class);
            if (run == null) {
                throw new IOException(file + " is empty, not a run of benchmarks");
            }
            return run;
        } catch (JsonParseException | NullPointerException e) {
            throw new IOException(file + " is not a run of benchmarks: " + e.getMessage(), e);
        }
    }
}
