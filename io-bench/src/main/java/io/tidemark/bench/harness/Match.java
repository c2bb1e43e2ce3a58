package io.tidemark.bench.harness;

import io.tidemark.bench.harness.Comparison.Batch.Repetition;
import io.tidemark.bench.harness.Comparison.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Runs a comparison: warms every contestant up, then gives them short turns in a rotating order, so that a change in
 * what else the machine does hits all of them alike.
 */
public final class Match {
    private static final int MAX_OPERATIONS = 1 << 24;

    private final Comparison comparison;
    private final Pace pace;
    private final List<Contestant> contestants = new ArrayList<>();
    private final DeviceWrites device;

    public Match(Comparison comparison, Pace pace) {
        this.comparison = comparison;
        this.pace = pace;
        this.device = DeviceWrites.of(comparison.directory());
        contestants.addAll(comparison.floors());
        contestants.add(comparison.candidate());
    }

    /**
     * Runs it.
     *
     * @param progress told after each round how many percent are done
     */
    public MatchResult run(IntConsumer progress) throws IOException {
        int operations = warmUp();
        int rounds = comparison.batch().repetition() == Repetition.FEW ? pace.fewRounds() : pace.rounds();
        List<List<Turn>> turns = new ArrayList<>();
        contestants.forEach(contestant -> turns.add(new ArrayList<>()));
        int count = contestants.size();
        long start = System.nanoTime();
        for (int round = 0; round < rounds && (round == 0 || System.nanoTime() - start < pace.budgetNanos()); round++) {
            for (int place = 0; place < count; place++) {
                int index = (round + place) % count;
                turns.get(index).add(turn(contestants.get(index), operations));
            }
            progress.accept(100 * (round + 1) / rounds);
        }
        List<MatchResult.Entry> entries = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            entries.add(MatchResult.Entry.of(contestants.get(index).name(), turns.get(index), operations));
        }
        return MatchResult.of(comparison, operations, entries);
    }

    /** Returns how many operations make a turn. */
    private int warmUp() throws IOException {
        int stated = comparison.batch().operations();
        int operations = 0;
        for (Contestant contestant : contestants) {
            long nanos;
            int step = Math.max(1, stated);
            long start = System.nanoTime();
            do {
                nanos = turn(contestant, step).nanos();
                if (stated == 0 && nanos < pace.sliceNanos() && step < MAX_OPERATIONS) {
                    step *= 2;
                }
            } while (System.nanoTime() - start < pace.warmupNanos());
            if (operations == 0) {
                operations = stated > 0 ? stated : (int) Math.max(1, pace.sliceNanos() * step / Math.max(1, nanos));
            }
        }
        return operations;
    }

    private Turn turn(Contestant contestant, int operations) throws IOException {
        contestant.before(operations);
        long written = device.bytes();
        long allocated = ThreadCounters.allocatedBytes();
        long start = now();
        contestant.run(operations);
        long nanos = now() - start;
        allocated = ThreadCounters.allocatedBytes() - allocated;
        return new Turn(nanos, allocated, device.bytes() - written);
    }

    private long now() {
        return comparison.batch().clock() == Clock.PROCESSOR ? ThreadCounters.processorNanos() : System.nanoTime();
    }

    /** What one turn took. */
    record Turn(long nanos, long allocatedBytes, long deviceBytes) {}
}
