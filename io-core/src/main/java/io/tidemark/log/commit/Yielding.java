package io.tidemark.log.commit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How threads spend the time of a force of somebody else's: they offer their processor to others again and again, and sleep
 * only if that takes too long. Who is awake doesn't have to be woken, and no processor goes idle meanwhile. But nothing is
 * taken from others: a yield that lasts long tells that somebody else has a use for the processor, and then all of them
 * sleep at once for a while.
 *
 * <p>One for each log. Any thread.
 */
public final class Yielding {
    /** Longer than a force takes on a device for which it is worth it. */
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Hundreds of threads that only yield come round faster than that; one that works keeps its processor longer. */
    private static final long CROWDED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long SHORTEST_RETREAT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_RETREAT_NANOS = TimeUnit.MILLISECONDS.toNanos(256);

    /** Where fewer waits than this end well between two retreats the second one is longer. */
    private static final int GOOD_WAITS = 512;

    private final long mostNanos;
    private final Runnable yield;
    private final LongSupplier clock;

    /** When the last retreat ends: before that nobody yields. */
    private volatile long resumeNanos;

    /** Of the last retreat; guarded by this object's monitor. */
    private long retreatNanos = SHORTEST_RETREAT_NANOS;

    /** How many waits have ended well since then. A hint, counted without order. */
    private int goodWaits = GOOD_WAITS;

    /**
     * With a scheduler and a clock.
     *
     * @param mostNanos how long one wait may yield; 0 for not at all
     */
    Yielding(long mostNanos, Runnable yield, LongSupplier clock) {
        this.mostNanos = mostNanos;
        this.yield = yield;
        this.clock = clock;
        this.resumeNanos = clock.getAsLong();
    }

    /** Sleeps at once. */
    public static Yielding none() {
        return lasting(0);
    }

    /** Yields for as long as a force may take. */
    public static Yielding aWhile() {
        return lasting(MOST_NANOS);
    }

    @SuppressWarnings("ThreadPriorityCheck") // Nothing depends on what a yield does, but for the time.
    private static Yielding lasting(long mostNanos) {
        return new Yielding(mostNanos, Thread::yield, System::nanoTime);
    }

    /**
     * Returns when the waiter was taken out, or has yielded long enough.
     *
     * @param nanos at most
     */
    void untilTakenOut(Waiter waiter, long nanos) {
        if (mostNanos == 0) {
            return;
        }
        long began = clock.getAsLong();
        long now = began;
        while (now - began < Math.min(nanos, mostNanos) && now - resumeNanos >= 0) {
            if (!waiter.isQueued()) {
                countGoodWait();
                return;
            }
            yield.run();
            long before = now;
            now = clock.getAsLong();
            if (now - before > CROWDED_NANOS) {
                retreat(now);
            }
        }
    }

    /** No further than it matters: a field that is only read stays in every processor's cache. */
    private void countGoodWait() {
        if (goodWaits < GOOD_WAITS) {
            goodWaits++;
        }
    }

    private synchronized void retreat(long now) {
        if (now - resumeNanos >= 0) { // Otherwise another thread did.
            retreatNanos = goodWaits >= GOOD_WAITS
                    ? SHORTEST_RETREAT_NANOS
                    : Math.min(2 * retreatNanos, LONGEST_RETREAT_NANOS);
            resumeNanos = now + retreatNanos;
            goodWaits = 0;
        }
    }
}
