package io.tidemark.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since the epoch. Any thread. */
final class MicroClock {
    private static final long MICROS_A_MILLI = 1_000;

    private MicroClock() {}

    /** Now, in the resolution of {@link System#currentTimeMillis}, which is the cheapest clock there is. */
    static long now() {
        return System.currentTimeMillis() * MICROS_A_MILLI;
    }

    /** An instant; the nearest that can be said where it is some hundred thousand years away. */
    static long of(Instant instant) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        } catch (ArithmeticException tooFar) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
