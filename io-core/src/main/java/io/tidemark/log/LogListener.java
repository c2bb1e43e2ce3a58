package io.tidemark.log;

/**
 * Hears what happens to a log, in a thread of the log's, one thing after the other; what a caller discards, in the
 * caller's thread, perhaps meanwhile. Appends don't wait for it, but seals, discards and the close do: so return soon, and
 * don't append to, force, seal, discard or close the log from here, which may wait for the very thread that calls. Reading
 * is allowed, and so is to {@linkplain HybridLog#hold hold} what was read. What it throws is logged, and ignored.
 */
public interface LogListener {
    /** Hears nothing. */
    LogListener NONE = new LogListener() {
        @Override
        public String toString() {
            return "none";
        }
    };

    /**
     * A segment is complete and durable, and is read through the page cache from now on. Heard in the order of the
     * segments. {@link Retention} discards none before this has returned. What was complete already when the log was
     * opened isn't told.
     */
    default void onSealed(SegmentInfo segment) {}

    /** Segments were discarded; {@code firstSequence} is the first one left. */
    default void onDiscarded(long firstSequence) {}

    /** A write or a force failed; nothing more can be appended. What fails at the end of the log's close, that tells alone. */
    default void onFailure(Throwable cause) {}
}
