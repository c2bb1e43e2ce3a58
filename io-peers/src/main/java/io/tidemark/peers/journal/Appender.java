package io.tidemark.peers.journal;

import java.io.Closeable;
import java.io.IOException;

/** Appends the journal's record. */
public interface Appender extends Closeable {
    /** Appends it once, durably: by what, says {@link Peer#durability()}. */
    void appendDurably() throws IOException;

    /**
     * Appends it so many times, not durably; when this returns all of them survive the end of the process. Each class has
     * its own loop: one in shared code would reach every append by a virtual call.
     */
    void append(int count) throws IOException;

    @Override
    default void close() throws IOException {}
}
