package io.tidemark.peers;

import com.sun.management.ThreadMXBean;
import io.tidemark.bench.harness.DeviceWrites;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.Series;
import io.tidemark.bench.report.Measurement;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives entrants short turns in a rotating order, after each was warmed up. A turn is as many operations as fill the
 * time, so slow and fast ones get the same. What counts is elapsed time, and what all threads of the process have
 * allocated: peers have threads of their own.
 */
final class Rounds {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<Entrant> entrants;
    private final Pace pace;
    private final DeviceWrites device;

    /** @param directory whose device is watched */
    Rounds(List<Entrant> entrants, Path directory, Pace pace) {
        this.entrants = entrants;
        this.pace = pace;
        this.device = DeviceWrites.of(directory);
    }

    /** What one entrant showed. */
    private record Figures(int operations, List<Turn> turns) {}

    private record Turn(double nanos, double allocatedBytes, double deviceBytes) {}

    /** Runs them all. */
    List<Measurement> run(String workload, int recordBytes, int threads) throws IOException {
        List<Figures> figures = new ArrayList<>();
        for (Entrant entrant : entrants) {
            figures.add(new Figures(warmUp(entrant, threads), new ArrayList<>()));
            entrant.begin();
        }
        int count = entrants.size();
        long start = System.nanoTime();
        for (int round = 0;
                round < pace.rounds() && (round == 0 || System.nanoTime() - start < pace.budgetNanos());
                round++) {
            for (int place = 0; place < count; place++) {
                int index = (round + place) % count;
                Figures of = figures.get(index);
                of.turns.add(turn(entrants.get(index), of.operations));
            }
        }
        List<Measurement> all = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            all.add(measurement(workload, recordBytes, threads, entrants.get(index), figures.get(index).turns));
        }
        return all;
    }

    /** Returns how many operations make a turn: a multiple of the number of threads. */
    private int warmUp(Entrant entrant, int threads) throws IOException {
        long most = Math.max(threads, entrant.maxOperations());
        long stated = entrant.operations();
        long step = Math.max(threads, stated);
        List<Double> turns = new ArrayList<>();
        double nanos;
        long start = System.nanoTime();
        do {
            turns.add(turn(entrant, (int) step).nanos);
            // Not the first ones, and not what happened to one of them.
            nanos = median(turns.subList(turns.size() / 2, turns.size()));
            if (stated == 0 && nanos * step < pace.sliceNanos()) {
                step = Math.min(2 * step, most);
            }
        } while (System.nanoTime() - start < pace.warmupNanos());
        if (stated > 0) {
            return (int) stated;
        }
        long operations = Math.min((long) (pace.sliceNanos() / nanos), Math.min(2 * step, most));
        return (int) Math.max(1, operations / threads) * threads;
    }

    private static double median(List<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
    }

    private Turn turn(Entrant entrant, int operations) throws IOException {
        entrant.before(operations);
        long written = device.bytes();
        long asking = allocatedBytes();
        long allocated = allocatedBytes();
        asking = allocated - asking;
        long start = System.nanoTime();
        entrant.run(operations);
        long nanos = System.nanoTime() - start;
        allocated = Math.max(0, allocatedBytes() - allocated - asking);
        written = device.bytes() - written;
        return new Turn((double) nanos / operations, (double) allocated / operations, (double) written / operations);
    }

    private static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private Measurement measurement(String workload, int recordBytes, int threads, Entrant entrant, List<Turn> turns) {
        return new Measurement(
                "peers",
                workload,
                entrant.name(),
                entrant.role(),
                entrant.guarantee(),
                recordBytes,
                threads,
                turns.stream().map(Turn::nanos).toList(),
                median(turns.stream().map(Turn::allocatedBytes).toList()),
                device.isAvailable()
                        ? median(turns.stream().map(Turn::deviceBytes).toList())
                        : -1,
                entrant.latencies());
    }
}
