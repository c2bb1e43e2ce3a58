package io.tidemark.cli.log;

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
        public void close() {}
    };

    /** Everything up to {@code sequence} is; returns soon. */
    void durable(long sequence);

    /** Whether what was heard can't be passed on any more. */
    boolean isBroken();

    /** Passes on what was heard. */
    @Override
    void close();
}
