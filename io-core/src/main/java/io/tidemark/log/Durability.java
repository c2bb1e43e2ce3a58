package io.tidemark.log;

import java.time.Duration;
import java.util.Objects;

/** When an append is acknowledged. */
public sealed interface Durability {
    /** Appends return when their record is durable; a force is never put off. Records that wait together share one. */
    static Durability each() {
        return Each.INSTANCE;
    }

    /**
     * Appends return when their record is durable, and a force may be put off for others to join it: while appenders were
     * alone lately it is not, so a lone one pays nothing.
     *
     * @param maxDelay how long at most, more than 0
     * @param maxBytes so many bytes are enough to force at once
     */
    static Durability group(Duration maxDelay, long maxBytes) {
        return new Group(maxDelay, maxBytes);
    }

    /** Appends return when their record can be read; it is durable after the next {@link HybridLog#force}. */
    static Durability onDemand() {
        return OnDemand.INSTANCE;
    }

    /** At once. */
    record Each() implements Durability {
        private static final Each INSTANCE = new Each();
    }

    /** Together. */
    record Group(Duration maxDelay, long maxBytes) implements Durability {
        public Group {
            Objects.requireNonNull(maxDelay, "maxDelay");
            if (maxDelay.isNegative() || maxDelay.isZero() || maxBytes <= 0) {
                throw new IllegalArgumentException("A group of up to " + maxBytes + " bytes in " + maxDelay
                        + ": both must be more than 0; Durability.each() has no delay");
            }
        }
    }

    /** Later. */
    record OnDemand() implements Durability {
        private static final OnDemand INSTANCE = new OnDemand();
    }
}
