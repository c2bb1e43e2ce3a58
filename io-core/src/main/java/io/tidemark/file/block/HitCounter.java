package io.tidemark.file.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts hits in a few cells, so that threads seldom share a cache line, and picks some of them. Unlike a
 * {@link java.util.concurrent.atomic.LongAdder} it tells the count that it went up from.
 */
final class HitCounter {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int STRIPES = 32;

    /** A pair of cache lines, because processors fetch them in pairs. */
    private static final int CELL_LONGS = 16;

    /** 2^64 divided by the golden ratio: its multiples fall evenly, and in step with no pattern of reads. */
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private static final int PICKED_SHIFT = Long.SIZE - 3;

    /** One unused cell in front, so that the array's header shares no line with a counter. */
    private final long[] cells = new long[(1 + STRIPES) * CELL_LONGS];

    /** Counts one; true for one in eight. */
    boolean increment() {
        int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
        long before = (long) CELL.getAndAdd(cells, (1 + stripe) * CELL_LONGS, 1L);
        return (before * STEP) >>> PICKED_SHIFT == 0;
    }

    long sum() {
        long sum = 0;
        for (int cell = CELL_LONGS; cell < cells.length; cell += CELL_LONGS) {
            sum += (long) CELL.getVolatile(cells, cell);
        }
        return sum;
    }
}
