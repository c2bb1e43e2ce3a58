package io.tidemark.file.access;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import java.io.IOException;

/**
 * Reads ahead of sequential readers, and never above the seal.
 *
 * <p>The kernel's own readahead knows no seal: it would pull pages of the tail into the cache, which the next direct
 * writes have to throw out again, with whatever sealed neighbours share a folio with them. It is not enough to turn it
 * off near the seal: pages that it brought in earlier carry marks, and whoever reads a marked page starts the next
 * window, {@code POSIX_FADV_RANDOM} or not. So it is off for all descriptors, and this class asks for what is needed.
 *
 * <p>A reader is sequential if it goes on where its thread left off, or a little behind, twice in a row: of small reads in
 * no order one in a thousand does so once, and asking on its account would slow all of them down. Who reads the end of the
 * last read again goes on, too: so does a scan, whose buffers end within a record. Once is enough for a long read, or at
 * the file's beginning. When less than half a window in front of it has been asked for, the next one is; windows double up to
 * the largest. What the page cache holds already is not asked for: the kernel would look at each page for nothing.
 *
 * <p>What nobody waits for yet gives way to forces on the same device, and as long as more of them are expected windows stay
 * as small as the first: what the device has already gives way to nobody. Threads share a few cells without synchronization:
 * a collision makes two readers look random, and costs them the readahead for once.
 */
public final class Readahead {
    private static final int FIRST_WINDOW_BYTES = 1 << 18;

    /** So much is read ahead of a sequence at most, and of a longer read no more is asked for beforehand. */
    static final int LARGEST_WINDOW_BYTES = 1 << 20;

    /** Who goes on less than this behind is still sequential. */
    private static final int GAP_BYTES = 1 << 16;

    private static final int LONG_READ_BYTES = 1 << 16;

    private static final int STRIPES = 32;
    private static final int LONGS_PER_LINE = 8;

    /** In a cell: where its reader goes on if it is sequential. */
    private static final int EXPECTED = 0;

    /** Where the last read ended that went on. */
    private static final int FOLLOWED = 1;

    /** Up to where was asked for. */
    private static final int ASKED = 2;

    /** By how much the last time. */
    private static final int WINDOW = 3;

    /** Tells, for little money, whether the page cache is known to hold all of a part of the file. */
    @FunctionalInterface
    interface Cached {
        boolean isKnownToHold(long offset, long length) throws IOException;
    }

    private final NativeFile file;
    private final Cached cached;
    private final DeviceForces forces;
    private final long[] cells = new long[STRIPES * LONGS_PER_LINE];
    private volatile long seal;

    /** @param file advised for random access */
    public Readahead(NativeFile file) {
        this(file, DeviceForces.on(file.device()));
    }

    Readahead(NativeFile file, DeviceForces forces) {
        this.file = file;
        this.cached = (offset, length) -> PageCache.isKnownToHold(file, offset, length);
        this.forces = forces;
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
        return before(offset, length, cached);
    }

    private boolean before(long offset, int length, Cached known) {
        int cell = ((int) Thread.currentThread().getId() & (STRIPES - 1)) * LONGS_PER_LINE;
        long expected = cells[cell + EXPECTED];
        cells[cell + EXPECTED] = offset + length;
        long progress = offset + length - expected;
        // More than 0 and less than that: two comparisons would be a coin tossed for reads in no order.
        boolean isNear = progress - 1 + Long.MIN_VALUE < length + GAP_BYTES - 1 + Long.MIN_VALUE;
        return isNear && goesOn(cell, expected, offset, length, known);
    }

    /** Apart from the look at reads in no order, which the compiler keeps small so. */
    private boolean goesOn(int cell, long expected, long offset, int length, Cached known) {
        boolean isSequential = length >= LONG_READ_BYTES || cells[cell + FOLLOWED] == expected;
        cells[cell + FOLLOWED] = offset + length;
        if (isSequential) {
            follow(cell, offset, offset + Math.min(length, LARGEST_WINDOW_BYTES), known);
        }
        return isSequential;
    }

    /**
     * As {@link #before}, for a mapping: a long read is asked for at once, up to the largest window, where the kernel would
     * take it page by page.
     *
     * @param known tells what is in memory
     */
    void beforeFaults(long offset, int length, Cached known) {
        if (!before(offset, length, known) && length >= LONG_READ_BYTES) {
            long end = offset + Math.min(length, LARGEST_WINDOW_BYTES);
            ask(offset, Math.min(end, seal), end, known);
        }
    }

    private void follow(int cell, long offset, long end, Cached known) {
        long asked = cells[cell + ASKED];
        long lead = asked - end;
        if (lead >= cells[cell + WINDOW] >> 1 && lead <= 2 * LARGEST_WINDOW_BYTES) {
            return;
        }
        boolean goesOn = asked > offset && lead <= 2 * LARGEST_WINDOW_BYTES;
        boolean grows = goesOn && !forces.areExpected();
        long window = grows ? Math.min(2 * cells[cell + WINDOW], LARGEST_WINDOW_BYTES) : FIRST_WINDOW_BYTES;
        long from = goesOn ? asked : offset;
        long to = Math.min(Math.max(from, end) + window, seal);
        cells[cell + ASKED] = to;
        cells[cell + WINDOW] = window;
        ask(from, to, end, known);
    }

    /**
     * In steps, so that a force never has to wait for more than a few of them that the device has already. What is wanted
     * now, up to {@code wanted}, gives way to nobody.
     */
    private void ask(long from, long to, long wanted, Cached known) {
        try {
            if (from < to && !known.isKnownToHold(from, to - from)) {
                for (long at = from; at < to; at += PageCache.WARM_STEP_BYTES) {
                    if (at >= wanted) {
                        forces.giveWay();
                    }
                    PageCache.warm(file, at, Math.min(PageCache.WARM_STEP_BYTES, to - at));
                }
            }
        } catch (IOException | OutOfMemoryError ignored) {
            // A favour; the read itself tells what is wrong.
        }
    }
}
