package io.tidemark.peers.journal;

import java.io.Closeable;
import java.io.IOException;

/**
 * One project's log, as the workloads see it. It appends the one record that its {@link Plan} names, again and again, and
 * keeps it in the form that the project likes best. Nothing is deleted at the close.
 */
public interface Journal extends Closeable {
    /**
     * A way to append, for the calling thread alone. As many as the plan says may be open at the same time.
     *
     * @throws UnsupportedOperationException if the project has no such thing; {@link Peer} knows before
     */
    Appender appender() throws IOException;

    /**
     * A way to read what has been appended, for the calling thread alone.
     *
     * @throws UnsupportedOperationException if the project has no such thing; {@link Peer} knows before
     */
    Reader reader() throws IOException;

    /** Makes room: what has been appended isn't needed any more. No appender and no reader is at work. */
    void discard() throws IOException;

    /** Its turn begins: threads of its own that wait by spinning may do so. */
    default void awake() {}

    /** Its turn is over: its threads leave the processors to the others. */
    default void rest() {}
}
