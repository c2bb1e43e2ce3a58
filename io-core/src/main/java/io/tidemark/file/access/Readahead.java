package io.tidemark.file.access;

import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Reads ahead of sequential readers, and never above the seal.
 *
 * <p>The kernel's own readahead knows no seal: it would pull pages of the tail into the cache, which the next direct
 * writes have to throw out again, with whatever sealed neighbours share a folio with them. It is not enough to turn it
 * off near the seal: pages that it brought in earlier carry marks, and whoever reads a marked page starts the next
 * window, {@code POSIX_FADV_RANDOM} or not. So it is off for all descriptors, and this class asks for what is needed.
 *
 * <p>A reader is sequential if it goes on where its thread left off, or a little behind. When it enters the next chunk,
 * that chunk and the one after it are asked for. Threads share a few cells without synchronization: a collision makes
 * two readers look random, and costs them the readahead for once.
 */
public final class Readahead {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int CHUNK_BYTES = 1 << 18;
    private static final int LARGEST_GAP_BYTES = 1 << 16;
    private static final int STRIPES = 32;
    private static final int LONGS_PER_LINE = 8;

    private final NativeFile file;
    private final long[] expected = new long[STRIPES * LONGS_PER_LINE];
    private volatile long seal;

    /** @param file advised for random access */
    public Readahead(NativeFile file) {
        this.file = file;
    }

    /** What lies at or above {@code offset} belongs to the tail; moved by the writer. */
    public void sealedTo(long offset) {
        seal = offset;
    }

    /** What lies below {@code offset} is sealed, and may be more than that. One thread at a time. */
    public void extendTo(long offset) {
        seal = Math.max(seal, offset);
    }

    /** Looks at a read before it is done, and reads ahead of it if it is one of a sequence. */
    void before(long offset, int length) {
        int cell = ((int) Thread.currentThread().getId() & (STRIPES - 1)) * LONGS_PER_LINE;
        long gap = offset - (long) CELL.getOpaque(expected, cell);
        long end = offset + length;
        CELL.setOpaque(expected, cell, end);
        if (gap >= 0 && gap <= LARGEST_GAP_BYTES) {
            long chunk = (offset + CHUNK_BYTES - 1) & -CHUNK_BYTES;
            if (chunk < end) {
                readAhead(chunk);
            }
        }
    }

    private void readAhead(long chunk) {
        long end = Math.min(chunk + 2 * CHUNK_BYTES, seal);
        if (end > chunk) {
            try {
                file.readahead(chunk, end - chunk);
            } catch (IOException ignored) {
                // A favour; the read itself tells what is wrong.
            }
        }
    }
}
