package io.tidemark.bench.mixed;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * An operation at a fixed rate. Each counts from the moment at which it was due, whether or not the one before was over:
 * so the figures are those that a caller at that rate would see.
 */
final class PacedThread implements Callable<Histogram> {
    /** What is repeated. */
    interface Operation {
        void run(long number) throws IOException;
    }

    /** The scheduler is late by about this much; the rest is waited for actively. */
    private static final long EARLY_NANOS = 120_000;

    private static final int SIGNIFICANT_DIGITS = 3;

    private final Operation operation;
    private final long periodNanos;
    private final long durationNanos;

    PacedThread(int perSecond, long durationNanos, Operation operation) {
        this.operation = operation;
        this.periodNanos = 1_000_000_000L / perSecond;
        this.durationNanos = durationNanos;
    }

    @Override
    public Histogram call() throws IOException {
        Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
        long start = System.nanoTime();
        for (long number = 0; number * periodNanos < durationNanos; number++) {
            long due = start + number * periodNanos;
            await(due);
            operation.run(number);
            latencies.recordValue(System.nanoTime() - due);
        }
        return latencies;
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > EARLY_NANOS) {
                LockSupport.parkNanos(left - EARLY_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
