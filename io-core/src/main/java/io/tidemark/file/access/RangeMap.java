package io.tidemark.file.access;

import java.util.Arrays;
import java.util.Objects;

/**
 * Which access serves which offset: an immutable snapshot of non-overlapping ranges without gaps, from a first offset
 * to the end of the offset space. Neighbours with the same access (by identity) are one range. A change makes a new
 * snapshot.
 *
 * <p>Look-up is a binary search over one primitive array. A map of many ranges has a guide in front: the offset space
 * is cut into about as many equal buckets as there are ranges, and the guide says with which range each begins, so that
 * the search is left with a handful of candidates.
 */
public final class RangeMap {
    /** Below this a binary search costs no more than the guide. */
    private static final int GUIDED_COUNT = 64;

    private static final int[] NO_GUIDE = {};

    private final long[] starts;
    private final RangeAccess[] accesses;
    private final long lastStart;
    private final int[] guide;
    private final int guideShift;

    private RangeMap(long[] starts, RangeAccess[] accesses) {
        this.starts = starts;
        this.accesses = accesses;
        this.lastStart = starts[starts.length - 1];
        if (starts.length < GUIDED_COUNT) {
            this.guideShift = 0;
            this.guide = NO_GUIDE;
        } else {
            long span = lastStart - starts[0];
            this.guideShift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(span / starts.length));
            this.guide = guide(starts, guideShift);
        }
    }

    /** Entry b is the range that holds the first offset of bucket b; one entry more closes the last bucket. */
    private static int[] guide(long[] starts, int shift) {
        int last = starts.length - 1;
        int[] guide = new int[(int) ((starts[last] - starts[0]) >>> shift) + 2];
        int range = 0;
        for (int bucket = 0; bucket < guide.length; bucket++) {
            long offset = starts[0] + ((long) bucket << shift);
            while (range < last && starts[range + 1] <= offset) {
                range++;
            }
            guide[bucket] = range;
        }
        return guide;
    }

    /** Builds a map from ranges in ascending order, without a snapshot for each. */
    public static final class Builder {
        private static final int INITIAL_CAPACITY = 16;

        private final RangeAccess between;
        private long[] starts = new long[INITIAL_CAPACITY];
        private RangeAccess[] accesses = new RangeAccess[INITIAL_CAPACITY];
        private int count;
        private long end;

        /** @param between serves what no range covers, from {@code start} to the end of the offset space */
        public Builder(long start, RangeAccess between) {
            this.between = Objects.requireNonNull(between);
            this.end = start;
        }

        /** Adds {@code [start, rangeEnd)}; nothing before it may reach beyond {@code start}. */
        public void add(long start, long rangeEnd, RangeAccess access) {
            if (start < end || rangeEnd <= start) {
                throw new IllegalArgumentException("Ranges overlap or descend at offset " + start);
            }
            if (start > end) {
                append(end, between);
            }
            append(start, access);
            end = rangeEnd;
        }

        /** The map. */
        public RangeMap build() {
            append(end, between);
            return new RangeMap(Arrays.copyOf(starts, count), Arrays.copyOf(accesses, count));
        }

        private void append(long start, RangeAccess access) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                accesses = Arrays.copyOf(accesses, 2 * count);
            }
            count = RangeMap.add(starts, accesses, count, start, Objects.requireNonNull(access));
        }
    }

    /** Number of ranges. */
    public int count() {
        return starts.length;
    }

    /** First offset of range {@code index}. */
    public long start(int index) {
        return starts[index];
    }

    /** The offset behind range {@code index}; {@link Long#MAX_VALUE} for the last. */
    public long end(int index) {
        return index + 1 < starts.length ? starts[index + 1] : Long.MAX_VALUE;
    }

    /** What serves range {@code index}. */
    public RangeAccess access(int index) {
        return accesses[index];
    }

    /** The range that holds {@code offset}, which must not lie before the first range. */
    public int indexOf(long offset) {
        if (offset >= lastStart) {
            return starts.length - 1; // The tail, where most look-ups go.
        }
        if (guide.length == 0) {
            return search(offset, 0, starts.length);
        }
        int bucket = (int) ((offset - starts[0]) >>> guideShift);
        int first = guide[bucket];
        return search(offset, first, guide[bucket + 1] - first + 1);
    }

    /**
     * The last of {@code count} ranges from {@code first} on that begins at or before {@code offset}. Halves what is
     * left without a branch on the comparison: the compiler makes it a conditional move, so a random look-up costs no
     * mispredicted jumps.
     */
    private int search(long offset, int first, int count) {
        long[] keys = starts;
        int base = first;
        for (int left = count; left > 1; ) {
            int half = left >>> 1;
            base = keys[base + half] <= offset ? base + half : base;
            left -= half;
        }
        return base;
    }

    /**
     * This map with {@code [start, end)} served by {@code access}.
     *
     * @param start not before the first range
     * @param end behind {@code start}; {@link Long#MAX_VALUE} for the end of the offset space
     */
    public RangeMap with(long start, long end, RangeAccess access) {
        Objects.requireNonNull(access, "access");
        if (start < starts[0] || end <= start) {
            throw new IllegalArgumentException("No such range: [" + start + ", " + end + ") from " + starts[0]);
        }
        long[] newStarts = new long[starts.length + 2];
        RangeAccess[] newAccesses = new RangeAccess[starts.length + 2];
        int n = 0;
        int first = indexOf(start);
        for (int i = 0; i < first; i++) {
            n = add(newStarts, newAccesses, n, starts[i], accesses[i]);
        }
        if (starts[first] < start) {
            n = add(newStarts, newAccesses, n, starts[first], accesses[first]);
        }
        n = add(newStarts, newAccesses, n, start, access);
        if (end < Long.MAX_VALUE) {
            int last = indexOf(end);
            n = add(newStarts, newAccesses, n, end, accesses[last]);
            for (int i = last + 1; i < starts.length; i++) {
                n = add(newStarts, newAccesses, n, starts[i], accesses[i]);
            }
        }
        return new RangeMap(Arrays.copyOf(newStarts, n), Arrays.copyOf(newAccesses, n));
    }

    /** Appends a range, or lets the one before it grow where the access is the same. */
    private static int add(long[] starts, RangeAccess[] accesses, int n, long start, RangeAccess access) {
        if (n > 0 && accesses[n - 1] == access) {
            return n;
        }
        starts[n] = start;
        accesses[n] = access;
        return n + 1;
    }
}
