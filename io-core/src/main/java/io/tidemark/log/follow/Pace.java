package io.tidemark.log.follow;

import java.util.concurrent.TimeUnit;

/** When to do again what may take long: a second later at the earliest, and so that it takes a hundredth of the time at most. */
final class Pace {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PART = 100;

    private long nextNanos = System.nanoTime();

    /** Whether it is time; at first it is. */
    boolean isDue() {
        return System.nanoTime() - nextNanos >= 0;
    }

    /** It was done, and has begun at that moment. */
    void began(long nanos) {
        long now = System.nanoTime();
        nextNanos = now + Math.max(PERIOD_NANOS, PART * (now - nanos));
    }
}
