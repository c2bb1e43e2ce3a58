package io.tidemark.log;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a log is kept. Whole segments are discarded, oldest first, whenever a segment is completed. So up to one
 * segment more than the bound may remain, plus segments whose seal the listener has not heard of yet. By age, segments are
 * also discarded when nothing is appended, while the log is open for writing. The last segment always stays, and so does
 * what somebody {@linkplain HybridLog#hold holds}, from there on.
 */
public sealed interface Retention {
    /** Everything, until it is discarded by hand. */
    static Retention everything() {
        return new Everything();
    }

    /**
     * The last {@code bytes} bytes of segments. Each counts with the size that it may have, also if it was sealed early: so
     * much room it takes in a single file.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    static Retention bytes(long bytes) {
        return new Bytes(bytes);
    }

    /**
     * The last {@code count} records that are durable, and what was appended behind them.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    static Retention records(long count) {
        return new Records(count);
    }

    /**
     * Records whose timestamps are not older than {@code age}, by the clock of whoever has the log open for writing. A
     * segment goes when its youngest record is too old, at most a tenth of the age later: ten milliseconds at least, and a
     * minute at most; one that nobody has forced is forced, and goes with the next look.
     *
     * @throws IllegalArgumentException if it is below a millisecond
     */
    static Retention age(Duration age) {
        return new Age(age);
    }

    /** Nothing is discarded. */
    record Everything() implements Retention {}

    /** By size. */
    record Bytes(long bytes) implements Retention {
        public Bytes {
            requirePositive(bytes);
        }
    }

    /** By count. */
    record Records(long count) implements Retention {
        public Records {
            requirePositive(count);
        }
    }

    /** By time. */
    record Age(Duration age) implements Retention {
        public Age {
            Objects.requireNonNull(age, "age");
            if (age.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("Retention of " + age + ", must be a millisecond at least");
            }
        }
    }

    private static void requirePositive(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("Retention of " + bound + ", must be more than 0");
        }
    }
}
