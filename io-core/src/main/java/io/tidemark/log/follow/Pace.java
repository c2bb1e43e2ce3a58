package io.tidemark.log.follow;

import java.util.concurrent.TimeUnit;

/** When to do again what may take long: so that it takes a hundredth of the time at most. For one thread at a time. */
final class Pace {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PART = 100;

    private final long longestNanos;
    private long periodNanos = FIRST_NANOS;
    private long nextNanos = System.nanoTime();

    private Pace(long longestNanos) {
        this.longestNanos = longestNanos;
    }

    /** A second later at the earliest. */
    static Pace steady() {
        return new Pace(FIRST_NANOS);
    }

    /** A second later at the earliest, and then each time twice as long, up to a minute. */
    static Pace slowing() {
        return new Pace(TimeUnit.MINUTES.toNanos(1));
    }

    /** Whether it is time; at first it is. */
    boolean isDue() {
        return System.nanoTime() - nextNanos >= 0;
    }

    /** It was done, and has begun at that moment. */
    void began(long nanos) {
        long now = System.nanoTime();
        nextNanos = now + Math.max(periodNanos, PART * (now - nanos));
        periodNanos = Math.min(2 * periodNanos, longestNanos);
    }
}
