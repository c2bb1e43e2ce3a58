package io.tidemark.bench.write;

import io.tidemark.bench.foundation.Resources;
import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Comparison.Clock;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.RoundRobin;
import io.tidemark.bench.harness.Sweep;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Lets the ways to write take turns in one place, size by size.
 *
 * @param suite what the measurements belong to
 * @param directory where the files go
 * @param ways those that take part
 * @param sweep sizes and pace
 */
public record WritePaths(String suite, Path directory, Collection<WriteWay> ways, Sweep sweep) {
    public WritePaths {
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
        for (WriteWay way : ways) {
            String cause = way.unavailabilityCause(place).orElse(null);
            if (cause != null) {
                throw new IOException(way + " is not possible in " + directory + " (" + cause
                        + "); choose another directory or leave it out with --without " + way);
            }
        }
        rehearse(place);
        List<Measurement> measurements = new ArrayList<>();
        int done = 0;
        int matches = 2 * Space.values().length * sweep.sizes().size();
        for (Space space : Space.values()) {
            for (Promise promise : Promise.values()) {
                for (int size : sweep.sizes()) {
                    measurements.addAll(match(place, space, promise, size, sweep.pace()));
                    progress.accept(100 * ++done / matches);
                }
            }
        }
        return measurements;
    }

    /** What never waits for a device shows how far the compiler has got: it gets there before anything counts. */
    private void rehearse(Capabilities place) throws IOException {
        for (Space space : Space.values()) {
            match(
                    place,
                    space,
                    Promise.UNFORCED,
                    sweep.sizes().get(0),
                    sweep.pace().rehearsal());
        }
    }

    private enum Promise {
        DURABLE,
        UNFORCED;

        String workload(Space space) {
            return space.text() + (this == DURABLE ? ", each durable" : ", not forced");
        }
    }

    private List<Measurement> match(Capabilities place, Space space, Promise promise, int size, Pace pace)
            throws IOException {
        List<WriteWay> contestants = ways.stream()
                .filter(way -> way.isDurable() == (promise == Promise.DURABLE) && way.fits(space))
                .toList();
        if (contestants.isEmpty()) {
            return List.of();
        }
        try (Resources open = new Resources()) {
            List<Writes> writes = new ArrayList<>();
            for (WriteWay way : contestants) {
                writes.add(open.add(way.open(directory, place, space, size, sweep.fileBytes())));
            }
            List<MatchResult.Entry> entries =
                    new RoundRobin(writes, Batch.timed(Clock.WALL), directory, pace).run(percent -> {});
            List<Measurement> measurements = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                WriteWay way = contestants.get(i);
                measurements.add(entries.get(i)
                        .toMeasurement(suite, promise.workload(space), Role.FLOOR, way.guarantee(place), size, 1));
            }
            return measurements;
        }
    }
}
