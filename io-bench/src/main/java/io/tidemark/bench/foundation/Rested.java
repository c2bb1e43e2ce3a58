package io.tidemark.bench.foundation;

import io.tidemark.bench.harness.Contestant;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Begins each turn with processors that had the time to fall asleep. Once they were kept awake they go on polling for a
 * while, and whoever has the next turn would gain by that.
 */
record Rested(Contestant rested) implements Contestant {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @Override
    public String name() {
        return rested.name();
    }

    @Override
    public int minOperations() {
        return rested.minOperations();
    }

    @Override
    public int maxOperations() {
        return rested.maxOperations();
    }

    @Override
    public void before(int operations) throws IOException {
        rested.before(operations);
        LockSupport.parkNanos(REST_NANOS);
    }

    @Override
    public void run(int operations) throws IOException {
        rested.run(operations);
    }

    @Override
    public boolean hasThreadsOfItsOwn() {
        return rested.hasThreadsOfItsOwn();
    }

    @Override
    public double p99Nanos() {
        return rested.p99Nanos();
    }
}
