package io.tidemark.cli.log;

import java.time.Duration;

/** Hears which records are durable. Any thread. */
public interface AcknowledgedSink extends AutoCloseable {
    /** Nobody wants to know. */
    AcknowledgedSink NONE = new AcknowledgedSink() {
        @Override
        public void durable(long sequence) {}

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public void closeWithin(Duration limit) {}

        @Override
        public void close() {}
    };

    /** Everything up to {@code sequence} is; returns soon. */
    void durable(long sequence);

    /** Whether what was heard can't be passed on any more. */
    boolean isBroken();

    /** Passes on what was heard, as far as that can be done in time. */
    void closeWithin(Duration limit);

    /** Passes on what was heard, however long that takes. Idempotent, and after {@link #closeWithin} too. */
    @Override
    void close();
}
