package io.tidemark.log.append;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since the epoch. Any thread. */
public final class MicroClock {
    private static final long MICROS_A_MILLI = 1_000;

    private MicroClock() {}

    /** Now, in the resolution of {@link System#currentTimeMillis}, which is the cheapest clock there is. */
    public static long now() {
        return System.currentTimeMillis() * MICROS_A_MILLI;
    }

    /** When its millisecond began, as {@link #now} tells it; the nearest that can be said some hundred thousand years away. */
    public static long of(Instant instant) {
        try {
            long millis = Math.floorDiv(ChronoUnit.MICROS.between(Instant.EPOCH, instant), MICROS_A_MILLI);
            return Math.multiplyExact(millis, MICROS_A_MILLI);
        } catch (ArithmeticException tooFar) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
