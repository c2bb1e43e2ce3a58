package io.tidemark.bench.harness;

import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Comparison.Batch.Repetition;
import io.tidemark.bench.harness.Comparison.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Warms every contestant up, then gives them short turns in a changing order, so that a change in what else the machine
 * does hits all of them alike. None of them is a candidate: {@link Match} adds that.
 */
public final class RoundRobin {
    /** How many operations make a turn, where that is not stated. */
    enum Share {
        /** For all alike, as many as the first one does in its slice of time. */
        COMMON,
        /** For each as many as it does in its slice: for contestants that are orders of magnitude apart. */
        OWN
    }

    private static final long SEED = 42;
    private static final long NOT_MEASURED = -1;

    private final List<Contestant> contestants;
    private final Batch batch;
    private final Pace pace;
    private final Share share;
    private final DeviceWrites device;
    private final Random random = new Random(SEED);

    /**
     * Each contestant does as many operations in a turn as fill its slice, unless the batch states their number.
     *
     * @param directory where the work is done, whose device is watched
     */
    public RoundRobin(List<? extends Contestant> contestants, Batch batch, Path directory, Pace pace) {
        this(contestants, batch, directory, pace, Share.OWN);
    }

    RoundRobin(List<? extends Contestant> contestants, Batch batch, Path directory, Pace pace, Share share) {
        this.contestants = List.copyOf(contestants);
        this.batch = batch;
        this.pace = pace;
        this.share = share;
        this.device = DeviceWrites.of(directory);
    }

    /**
     * Runs it.
     *
     * @param progress told after each round how many percent are done
     * @return an entry for each contestant, in their order
     */
    public List<MatchResult.Entry> run(IntConsumer progress) throws IOException {
        int[] operations = warmUp();
        int rounds = batch.repetition() == Repetition.FEW ? pace.fewRounds() : pace.rounds();
        List<List<Turn>> turns = new ArrayList<>();
        contestants.forEach(contestant -> turns.add(new ArrayList<>()));
        List<Integer> order = new ArrayList<>();
        for (int index = 0; index < contestants.size(); index++) {
            order.add(index);
        }
        long start = System.nanoTime();
        for (int round = 0; round < rounds && (round == 0 || System.nanoTime() - start < pace.budgetNanos()); round++) {
            next(order, round);
            for (int index : order) {
                turns.get(index).add(turn(contestants.get(index), operations[index]));
            }
            progress.accept(100 * (round + 1) / rounds);
        }
        List<MatchResult.Entry> entries = new ArrayList<>();
        for (int index = 0; index < contestants.size(); index++) {
            entries.add(MatchResult.Entry.of(contestants.get(index).name(), turns.get(index)));
        }
        return entries;
    }

    /** Two that are compared keep their order; of many none may always come after the same other and what that left. */
    private void next(List<Integer> order, int round) {
        if (share == Share.OWN) {
            Collections.shuffle(order, random);
        } else if (round > 0) {
            Collections.rotate(order, -1);
        }
    }

    /** Returns how many operations make a turn of each contestant. */
    private int[] warmUp() throws IOException {
        int[] operations = new int[contestants.size()];
        for (int index = 0; index < operations.length; index++) {
            int fitting = warmUp(contestants.get(index));
            operations[index] = share == Share.COMMON && index > 0 ? operations[0] : fitting;
        }
        return operations;
    }

    private int warmUp(Contestant contestant) throws IOException {
        int stated = batch.operations();
        int least = contestant.minOperations();
        int most = contestant.maxOperations();
        int step = Math.max(least, stated);
        long nanos;
        long start = System.nanoTime();
        int last;
        do {
            last = step;
            nanos = turn(contestant, last).nanos();
            if (stated == 0 && nanos < pace.sliceNanos()) {
                step = Math.min(most, 2 * step);
            }
        } while (System.nanoTime() - start < pace.warmupNanos());
        return stated > 0
                ? stated
                : (int) Math.max(least, Math.min(most, pace.sliceNanos() * last / Math.max(1, nanos)));
    }

    private Turn turn(Contestant contestant, int operations) throws IOException {
        contestant.before(operations);
        long written = device.bytes();
        long allocated = ThreadCounters.allocatedBytes();
        long start = now();
        contestant.run(operations);
        long nanos = now() - start;
        allocated = contestant.hasThreadsOfItsOwn() ? NOT_MEASURED : ThreadCounters.allocatedBytes() - allocated;
        written = device.isAvailable() ? device.bytes() - written : NOT_MEASURED;
        return new Turn(operations, nanos, allocated, written, contestant.p99Nanos());
    }

    private long now() {
        return batch.clock() == Clock.PROCESSOR ? ThreadCounters.processorNanos() : System.nanoTime();
    }

    /** What one turn took; what wasn't measured is negative. */
    record Turn(int operations, long nanos, long allocatedBytes, long deviceBytes, double p99Nanos) {
        double each(long total) {
            return total < 0 ? NOT_MEASURED : (double) total / operations;
        }
    }
}
