package io.tidemark.file.block;

import java.io.IOException;

/** Reads blocks of one file from its medium. Called by any number of threads, never twice at a time for one block. */
@FunctionalInterface
public interface BlockLoader {
    /** Fills {@code length} bytes at {@code address} with those at {@code offset}; all of them, or it throws. */
    void load(long offset, long address, int length) throws IOException;
}
