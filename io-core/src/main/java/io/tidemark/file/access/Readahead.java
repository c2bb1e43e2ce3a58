package io.tidemark.file.access;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
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
 * <p>A reader is sequential if it goes on where its thread left off, or a little behind. When less than half a window in
 * front of it has been asked for, the next one is; windows double up to the largest. What the page cache holds already
 * is not asked for: the kernel would look at each page for nothing. Threads share a few cells without synchronization: a
 * collision makes two readers look random, and costs them the readahead for once.
 */
public final class Readahead {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIRST_WINDOW_BYTES = 1 << 18;
    private static final int LARGEST_WINDOW_BYTES = 1 << 20;
    private static final int LARGEST_GAP_BYTES = 1 << 16;
    private static final int LONG_READ_BYTES = 1 << 16;
    private static final int STRIPES = 32;
    private static final int LONGS_PER_LINE = 8;

    /** In a cell: where its reader goes on if it is sequential, up to where was asked for, and by how much. */
    private static final int EXPECTED = 0;

    private static final int ASKED = 1;
    private static final int WINDOW = 2;

    private final NativeFile file;
    private final long[] cells = new long[STRIPES * LONGS_PER_LINE];
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

    /**
     * Looks at a read before it is done, and reads ahead of it if it is one of a sequence.
     *
     * @return whether it is
     */
    boolean before(long offset, int length) {
        int cell = ((int) Thread.currentThread().getId() & (STRIPES - 1)) * LONGS_PER_LINE;
        long gap = offset - get(cell + EXPECTED);
        set(cell + EXPECTED, offset + length);
        if (gap < 0 || gap > LARGEST_GAP_BYTES) {
            return false;
        }
        follow(cell, offset, offset + Math.min(length, LARGEST_WINDOW_BYTES));
        return true;
    }

    /**
     * As {@link #before}, for a mapping: a long read is asked for at once, up to the largest window, where the kernel would
     * take it page by page.
     */
    void beforeFaults(long offset, int length) {
        if (!before(offset, length) && length >= LONG_READ_BYTES) {
            ask(offset, Math.min(offset + Math.min(length, LARGEST_WINDOW_BYTES), seal));
        }
    }

    /** Apart from the look at reads in no order, which the compiler keeps small so. */
    private void follow(int cell, long offset, long end) {
        long asked = get(cell + ASKED);
        long lead = asked - end;
        if (lead >= get(cell + WINDOW) >> 1 && lead <= 2 * LARGEST_WINDOW_BYTES) {
            return;
        }
        boolean goesOn = asked > offset && lead <= 2 * LARGEST_WINDOW_BYTES;
        long window = goesOn ? Math.min(2 * get(cell + WINDOW), LARGEST_WINDOW_BYTES) : FIRST_WINDOW_BYTES;
        long from = goesOn ? asked : offset;
        long to = Math.min(Math.max(from, end) + window, seal);
        set(cell + ASKED, to);
        set(cell + WINDOW, window);
        ask(from, to);
    }

    private void ask(long from, long to) {
        try {
            if (from < to && !PageCache.isKnownToHold(file, from, to - from)) {
                PageCache.warm(file, from, to - from);
            }
        } catch (IOException | OutOfMemoryError ignored) {
            // A favour; the read itself tells what is wrong.
        }
    }

    private long get(int index) {
        return (long) CELL.getOpaque(cells, index);
    }

    private void set(int index, long value) {
        CELL.setOpaque(cells, index, value);
    }
}
