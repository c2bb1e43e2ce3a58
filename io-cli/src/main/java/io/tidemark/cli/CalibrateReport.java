package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.Table.Style;
import io.tidemark.cli.calibrate.Calibrated;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Feature;
import io.tidemark.mode.Hint;
import io.tidemark.mode.Intent;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a calibration found.
 *
 * @param place what it can do
 * @param calibrated what was measured there
 */
record CalibrateReport(Capabilities place, Calibrated calibrated) {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String DIGITS = "12345678";

    private WriteProfile profile() {
        return calibrated.profile();
    }

    void print(Console console) {
        console.line(Escapes.escape(place.path()) + ": " + place.fileSystem() + " on device " + place.device());
        for (Promise promise : Promise.values()) {
            if (!profile().modes(promise).isEmpty()) {
                console.line("");
                console.line(
                        promise == Promise.DURABLE ? durable() : "An append that survives the process (append alone):");
                console.line("");
                print(console, promise);
                console.line("");
                chart(console, promise);
            }
        }
        console.line("");
        console.line(
                "Half of the turns took what a row says, from the lower quartile to the upper one; where these overlap"
                        + " for the fastest modes there is no clear difference.");
        standard(console);
    }

    private String durable() {
        return place.has(Feature.PERSISTENT_MEDIUM)
                ? "An append that survives a power cut (append, force):"
                : "An append that is forced, and survives no power cut here (append, force):";
    }

    private void print(Console console, Promise promise) {
        List<RangeMode> modes = List.copyOf(profile().modes(promise));
        List<Cell> head = new ArrayList<>(List.of(Cell.head("RECORD")));
        modes.forEach(mode -> head.add(Cell.head(mode.name())));
        head.add(Cell.head("FASTEST"));
        Table table = new Table().row(head.toArray(Cell[]::new));
        for (int size : profile().sizes(promise)) {
            Optional<RangeMode> fastest = calibrated.clearlyFastest(promise, size);
            List<Cell> row = new ArrayList<>(List.of(Cell.plain(Units.bytes(size))));
            for (RangeMode mode : modes) {
                row.add(new Cell(
                        figure(mode, promise, size), fastest.equals(Optional.of(mode)) ? Style.GOOD : Style.PLAIN));
            }
            row.add(Cell.plain(fastest.map(RangeMode::name).orElse("no clear difference")));
            table.row(row.toArray(Cell[]::new));
        }
        table.print(console);
    }

    private String figure(RangeMode mode, Promise promise, int size) {
        double nanos = profile().nanos(mode, promise, size).orElseThrow();
        OptionalDouble upper = calibrated.upperQuartile(mode, promise, size);
        return Units.nanos(Math.round(nanos))
                + (upper.isPresent() ? " .. " + Units.nanos(Math.round(upper.getAsDouble())) : "");
    }

    /** A column for each size; the higher the slower, on a logarithmic scale. */
    private void chart(Console console, Promise promise) {
        List<Double> all = profile().entries().stream()
                .filter(entry -> entry.promise() == promise)
                .map(Entry::nanos)
                .toList();
        double least = Math.log(all.stream().min(Comparator.naturalOrder()).orElseThrow());
        double most = Math.log(all.stream().max(Comparator.naturalOrder()).orElseThrow());
        String glyphs = console.hasUnicode() ? BLOCKS : DIGITS;
        int width = profile().modes(promise).stream()
                .mapToInt(mode -> mode.name().length())
                .max()
                .orElseThrow();
        List<Integer> sizes = profile().sizes(promise);
        for (RangeMode mode : profile().modes(promise)) {
            StringBuilder line = new StringBuilder(mode.name())
                    .append(" ".repeat(width - mode.name().length() + 2));
            for (int size : sizes) {
                double nanos = profile().nanos(mode, promise, size).orElseThrow();
                double height = most > least ? (Math.log(nanos) - least) / (most - least) : 0;
                line.append(String.valueOf(glyphs.charAt((int) Math.round(height * (glyphs.length() - 1))))
                        .repeat(2));
            }
            console.line(line.toString());
        }
        console.line(" ".repeat(width + 2) + Units.bytes(sizes.get(0)) + " to "
                + Units.bytes(sizes.get(sizes.size() - 1)) + ", the higher the slower");
    }

    private void standard(Console console) {
        RangeMode standard =
                AccessPolicy.standard().decide(Intent.APPEND, Set.of(), place).mode();
        List<String> clear = new ArrayList<>();
        List<String> unclear = new ArrayList<>();
        for (int size : profile().sizes(Promise.DURABLE)) {
            RangeMode mode = decide(Promise.DURABLE, size).mode();
            if (mode != standard) {
                boolean isClear = calibrated.isClearlyFaster(mode, standard, Promise.DURABLE, size);
                (isClear ? clear : unclear).add(mode + " at " + Units.bytes(size));
            }
        }
        console.line("The standard policy takes " + standard + " here."
                + (clear.isEmpty()
                        ? " No mode is clearly faster for durable appends."
                        : " Clearly faster for durable appends: " + String.join(", ", clear) + "."));
        if (!unclear.isEmpty()) {
            console.line(
                    "A policy with this profile compares lower quartiles alone, and takes without a clear difference: "
                            + String.join(", ", unclear) + ".");
        }
    }

    private Decision decide(Promise promise, int recordBytes) {
        Set<Hint> hints = promise == Promise.DURABLE ? Set.of() : Set.of(Hint.VOLATILE_IS_ENOUGH);
        return AccessPolicy.calibrated(profile(), recordBytes).decide(Intent.APPEND, hints, place);
    }

    /**
     * One object; the names stay as they are from version to version, new ones may come. The fastest mode is left out where
     * there is no clear difference.
     */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("path", place.path());
        json.addProperty("fileSystem", place.fileSystem());
        json.addProperty("device", place.device());
        json.addProperty("measured", profile().measured().toString());
        JsonArray appends = new JsonArray();
        for (Entry entry : profile().entries()) {
            JsonObject append = new JsonObject();
            append.addProperty("mode", entry.mode().name());
            append.addProperty("promise", entry.promise().name());
            append.addProperty("recordBytes", entry.recordBytes());
            append.addProperty("nanos", tenths(entry.nanos()));
            append.addProperty(
                    "upperQuartileNanos", tenths(calibrated.upperQuartiles().get(entry)));
            appends.add(append);
        }
        json.add("appends", appends);
        JsonArray choices = new JsonArray();
        for (Promise promise : Promise.values()) {
            for (int size : profile().sizes(promise)) {
                Decision decision = decide(promise, size);
                JsonObject choice = new JsonObject();
                choice.addProperty("promise", promise.name());
                choice.addProperty("recordBytes", size);
                calibrated
                        .clearlyFastest(promise, size)
                        .ifPresent(fastest -> choice.addProperty("fastest", fastest.name()));
                choice.addProperty("calibrated", decision.mode().name());
                choice.addProperty("reason", decision.reason());
                choices.add(choice);
            }
        }
        json.add("choices", choices);
        return json;
    }

    private static double tenths(double nanos) {
        return Math.round(nanos * 10) / 10.0;
    }
}
