package io.tidemark.bench.report;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** Runs as JSON. */
public final class RunFile {
    /** What tells rounds apart is far above the fourth digit. */
    private static final int DIGITS = 5;

    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Double.class, (JsonSerializer<Double>) (value, type, context) -> round(value))
            .create();

    private RunFile() {}

    /** Writes all samples and what they were measured on; a file that is there is replaced by the whole of it. */
    public static void write(BenchmarkRun run, Path file) throws IOException {
        replace(file, text(run));
    }

    /** The same of a run that goes on, if it can be written again and again. */
    public static void keep(BenchmarkRun run, Path file) throws IOException {
        keep(file, text(run));
    }

    private static String text(BenchmarkRun run) {
        String head = GSON.toJson(new BenchmarkRun(
                run.command(), run.started(), run.machine(), run.loadAtEnd(), run.leftOut(), List.of()));
        // A line for each measurement: their samples would fill pages.
        String lines = run.measurements().stream().map(GSON::toJson).collect(Collectors.joining(",\n"));
        int end = head.lastIndexOf("[]");
        return head.substring(0, end) + "[\n" + lines + "\n]}\n";
    }

    /** Whether something can be written there again and again: not to a pipe, nor behind a link, as /dev/stdout is one. */
    private static boolean isReplaceable(Path file) {
        return Files.notExists(file, NOFOLLOW_LINKS) || Files.isRegularFile(file, NOFOLLOW_LINKS);
    }

    /** What there is so far of what {@link #replace} writes in the end: nothing is kept where that can be written once only. */
    public static void keep(Path file, String content) throws IOException {
        if (isReplaceable(file)) {
            replace(file, content);
        }
    }

    /** Whoever is stopped in between leaves the file as it was. */
    public static void replace(Path file, String content) throws IOException {
        if (!isReplaceable(file)) {
            Files.writeString(file, content);
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static JsonPrimitive round(double value) {
        return new JsonPrimitive(value == 0 ? BigDecimal.ZERO : new BigDecimal(value).round(new MathContext(DIGITS)));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException also if the file holds no run
     */
    public static BenchmarkRun read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            JsonObject content = GSON.fromJson(reader, JsonObject.class);
            if (content == null
                    || !(content.get("machine") instanceof JsonObject)
                    || !(content.get("measurements") instanceof JsonArray)) {
                throw new JsonParseException("it lacks what every run of scripts/bench has, machine and measurements");
            }
            return GSON.fromJson(content, BenchmarkRun.class);
        } catch (RuntimeException e) { // Gson wraps what a record's own checks throw.
            throw new IOException(file + " is not a run of benchmarks: " + e.getMessage(), e);
        }
    }
}
