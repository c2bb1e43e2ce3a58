package io.tidemark.log;

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
     * @param maxDelayNanos how long at most, more than 0
     * @param maxBytes so many bytes are enough to force at once
     */
    static Durability group(long maxDelayNanos, long maxBytes) {
        return new Group(maxDelayNanos, maxBytes);
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
    record Group(long maxDelayNanos, long maxBytes) implements Durability {
        public Group {
            if (maxDelayNanos <= 0 || maxBytes <= 0) {
                throw new IllegalArgumentException("A group of up to " + maxBytes + " bytes in " + maxDelayNanos
                        + " ns: both must be more than 0; Durability.each() has no delay");
            }
        }
    }

    /** Later. */
    record OnDemand() implements Durability {
        private static final OnDemand INSTANCE = new OnDemand();
    }
}
