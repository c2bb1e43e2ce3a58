package io.tidemark.peers.journal;

import java.io.Closeable;
import java.io.IOException;

/** Reads records; each one's bytes end in a buffer of the caller's, or have at least been looked at for a checksum. */
public interface Reader extends Closeable {
    /** Reads so many records, one by one, each found by its number. */
    void read(RandomNumbers numbers, int count) throws IOException;

    /** Reads records from the first one on, in order, and returns how many there were, {@code most} at most. */
    long scan(long most) throws IOException;

    @Override
    default void close() throws IOException {}
}
