package io.tidemark.cli.calibrate;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Takes a profile: files in all modes that are available append records of all sizes in short turns, in an order that
 * changes from round to round, so that what else the machine does hits all alike. The figures are lower quartiles.
 */
public final class Calibration {
    /** From what a message needs to what a big batch is. */
    private static final List<Integer> SIZES =
            List.of(64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, Tail.LARGEST_RECORD_BYTES);

    private static final long TURN_NANOS = 8_000_000;
    private static final long SEED = 42;

    private final Path directory;
    private final Capabilities place;
    private final long budgetNanos;

    /** What is measured beside what else. */
    private record Cell(Tail tail, Promise promise, int recordBytes) {}

    /**
     * @param directory an empty one, on the device that is to be measured
     * @param place what it can do
     * @param budgetNanos no turn begins after this time, but for the first one of each mode, promise and size
     */
    public Calibration(Path directory, Capabilities place, long budgetNanos) {
        this.directory = directory;
        this.place = place;
        this.budgetNanos = budgetNanos;
    }

    /** Is told how far it has come. */
    @FunctionalInterface
    public interface Listener {
        /** So many nanoseconds of the budget more are used up. */
        void advance(long nanos);
    }

    /** Measures; the directory is empty again afterwards. */
    public Calibrated run(Listener listener) throws IOException {
        List<Tail> tails = new ArrayList<>();
        try {
            for (RangeMode mode : RangeMode.values()) {
                if (mode.isOpen() && place.unavailabilityCause(mode).isEmpty()) {
                    tails.add(new Tail(directory, mode));
                }
            }
            return calibrated(measure(tails, listener));
        } finally {
            close(tails);
        }
    }

    private Map<Cell, List<Double>> measure(List<Tail> tails, Listener listener) throws IOException {
        Map<Cell, List<Double>> samples = new LinkedHashMap<>();
        for (Tail tail : tails) {
            for (Promise promise : Promise.values()) {
                for (int size : SIZES) {
                    if (promise.isGivenBy(tail.mode())) {
                        samples.put(new Cell(tail, promise, size), new ArrayList<>());
                    }
                }
            }
        }
        List<Cell> order = new ArrayList<>(samples.keySet());
        Random random = new Random(SEED);
        long told = 0;
        long start = System.nanoTime();
        for (int round = 0; round == 0 || System.nanoTime() - start < budgetNanos; round++) {
            Collections.shuffle(order, random);
            for (Cell cell : order) {
                long used = Math.min(System.nanoTime() - start, budgetNanos);
                if (round > 0 && used == budgetNanos) {
                    break;
                }
                listener.advance(used - told);
                told = used;
                double nanos = cell.tail.turn(cell.promise, cell.recordBytes, TURN_NANOS);
                List<Double> all = samples.get(cell);
                if (round == 1) {
                    all.clear(); // The first one shows the compiler, and counts only if there is no other.
                }
                all.add(nanos);
            }
        }
        return samples;
    }

    private Calibrated calibrated(Map<Cell, List<Double>> samples) {
        Map<Entry, Double> upperQuartiles = new HashMap<>();
        samples.forEach((cell, all) -> {
            if (!all.isEmpty()) {
                double[] sorted =
                        all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
                Entry entry = new Entry(cell.tail.mode(), cell.promise, cell.recordBytes, lowerQuartile(sorted));
                upperQuartiles.put(entry, upperQuartile(sorted));
            }
        });
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        WriteProfile profile =
                new WriteProfile(place.path(), place.device(), now, List.copyOf(upperQuartiles.keySet()));
        return new Calibrated(profile, upperQuartiles);
    }

    /** A quarter of the turns was faster: what others do on the machine makes turns slower, never faster. */
    private static double lowerQuartile(double[] sorted) {
        return sorted[(sorted.length - 1) / 4];
    }

    private static double upperQuartile(double[] sorted) {
        return sorted[sorted.length - 1 - (sorted.length - 1) / 4];
    }

    private static void close(List<Tail> tails) throws IOException {
        IOException failure = null;
        for (Tail tail : tails) {
            try {
                tail.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
