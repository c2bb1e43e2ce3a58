package io.tidemark.log;

import java.time.Duration;

/**
 * How much of a log is kept. What is more is discarded by whole segments from the oldest on, when a segment is complete;
 * so up to one segment more than the bound is there, and those whose seal the log's listener has yet to hear of. What grows
 * too old goes without that, as long as the log is open for writing. The last segment always stays, and so does what
 * somebody {@linkplain HybridLog#hold holds}, from there on.
 */
public sealed interface Retention {
    /** Everything, until it is discarded by hand. */
    static Retention everything() {
        return new Everything();
    }

    /**
     * The last {@code bytes} bytes of segments. Each counts with the size that it may have, also if it was sealed early: so
     * much room it takes in a single file.
     */
    static Retention bytes(long bytes) {
        return new Bytes(bytes);
    }

    /** The last {@code count} records that are durable, and what was appended behind them. */
    static Retention records(long count) {
        return new Records(count);
    }

    /**
     * Records whose timestamps are not older than {@code age}, by the clock of whoever has the log open for writing. A
     * segment goes when its youngest record is too old, at most a tenth of the age later: ten milliseconds at least, and a
     * minute at most; one that nobody has forced is forced, and goes with the next look.
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
