package io.tidemark.bench.read;

import io.tidemark.bench.foundation.Resources;
import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Comparison.Clock;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.RoundRobin;
import io.tidemark.bench.harness.Sweep;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.bench.report.Measurement;
import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Lets the ways to read take turns in one place, size by size. Each has a file of its own, so that what one of them has
 * cached or mapped is nothing to the others.
 *
 * @param suite what the measurements belong to
 * @param directory where the files go
 * @param ways those that take part
 * @param sweep sizes and pace
 */
public record ReadPaths(String suite, Path directory, Collection<ReadWay> ways, Sweep sweep) {
    public ReadPaths {
        ways = List.copyOf(ways);
    }

    /**
     * Measures.
     *
     * @param progress told how many percent are done
     * @throws IOException also if a way isn't to be had there
     */
    public List<Measurement> run(IntConsumer progress) throws IOException {
        Capabilities place = Capabilities.probe(directory);
        for (ReadWay way : ways) {
            String cause = way.unavailabilityCause(place).orElse(null);
            if (cause != null) {
                throw new IOException(way + " is not possible in " + directory + " (" + cause
                        + "); choose another directory or leave it out with --without " + way);
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        int done = 0;
        int matches =
                Warmth.values().length * Order.values().length * sweep.sizes().size();
        try (Resources open = new Resources()) {
            Map<ReadWay, ReadFile> files = new EnumMap<>(ReadWay.class);
            for (ReadWay way : ways) {
                files.put(way, open.add(way.create(directory, sweep.fileBytes())));
            }
            match(
                    place,
                    files,
                    Order.RANDOM,
                    Warmth.HOT,
                    sweep.sizes().get(0),
                    sweep.pace().rehearsal());
            for (Warmth warmth : Warmth.values()) {
                for (Order order : Order.values()) {
                    for (int size : sweep.sizes()) {
                        measurements.addAll(match(place, files, order, warmth, size, sweep.pace()));
                        progress.accept(100 * ++done / matches);
                    }
                }
            }
        }
        return measurements;
    }

    private List<Measurement> match(
            Capabilities place, Map<ReadWay, ReadFile> files, Order order, Warmth warmth, int size, Pace pace)
            throws IOException {
        String workload = order.name().toLowerCase(Locale.ROOT) + " read, "
                + warmth.name().toLowerCase(Locale.ROOT);
        try (Resources open = new Resources()) {
            List<ReadWay> contestants = List.copyOf(ways);
            List<Reads> reads = new ArrayList<>();
            for (ReadWay way : contestants) {
                reads.add(open.add(way.open(files.get(way), place, order, warmth, size)));
            }
            List<MatchResult.Entry> entries =
                    new RoundRobin(reads, Batch.timed(Clock.WALL), directory, pace).run(percent -> {});
            List<Measurement> measurements = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                ReadWay way = contestants.get(i);
                measurements.add(entries.get(i).toMeasurement(suite, workload, way.role(), way.remark(place), size, 1));
            }
            return measurements;
        }
    }
}
