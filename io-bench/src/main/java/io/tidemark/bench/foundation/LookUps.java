package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import java.util.Arrays;

/** Finding the range of a random offset among many. */
public final class LookUps {
    /** Length of each range. */
    public static final int RANGE_BYTES = 4096;

    /** A power of two: with fewer the processor learns the branches of a search by heart. */
    private static final int OFFSETS = 1 << 16;

    private LookUps() {}

    /** Starts of {@code count} ranges. */
    private static long[] starts(int count) {
        long[] starts = new long[count];
        Arrays.setAll(starts, i -> (long) i * RANGE_BYTES);
        return starts;
    }

    private static RandomOffsets offsets(int count) {
        // Blocks of a size that spreads the offsets over all ranges and hits different bytes of them.
        return new RandomOffsets(0, (int) ((long) count * RANGE_BYTES / OFFSETS), OFFSETS);
    }

    /** {@code Arrays.binarySearch}. */
    public static final class BinarySearch implements Contestant {
        private final long[] starts;
        private final RandomOffsets offsets;

        /** What was found, so that nobody leaves the search out. */
        private long sum;

        public BinarySearch(int count) {
            starts = starts(count);
            offsets = offsets(count);
        }

        @Override
        public String name() {
            return "Arrays.binarySearch";
        }

        @Override
        public void run(int operations) {
            long found = 0;
            for (int i = 0; i < operations; i++) {
                found += find();
            }
            sum += found;
        }

        /** One search. */
        public int find() {
            int index = Arrays.binarySearch(starts, offsets.next());
            return index < 0 ? -index - 2 : index;
        }

        /** Sum of the indices found. */
        public long sum() {
            return sum;
        }
    }

    /** {@link RangeMap#indexOf}. */
    public static final class Tidemark implements Contestant {
        private final RangeMap map;
        private final RandomOffsets offsets;
        private long sum;

        public Tidemark(int count) {
            map = map(count);
            offsets = offsets(count);
        }

        @Override
        public String name() {
            return "Tidemark RangeMap.indexOf";
        }

        @Override
        public void run(int operations) {
            long found = 0;
            for (int i = 0; i < operations; i++) {
                found += find();
            }
            sum += found;
        }

        /** One look-up. */
        public int find() {
            return map.indexOf(offsets.next());
        }

        /** Sum of the indices found. */
        public long sum() {
            return sum;
        }

        private static RangeMap map(int count) {
            RangeAccess[] accesses = {new Stub(RangeMode.CACHED), new Stub(RangeMode.CACHED_MAPPED)};
            // The last range is what reaches to the end of the offset space.
            RangeMap.Builder map = new RangeMap.Builder(0, accesses[count & 1]);
            for (int i = 1; i < count; i++) {
                map.add((i - 1L) * RANGE_BYTES, (long) i * RANGE_BYTES, accesses[i & 1]);
            }
            return map.build();
        }
    }

    /** Serves nobody; a map only tells it from its neighbours. */
    private record Stub(RangeMode mode) implements RangeAccess {
        @Override
        public Decision decision() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(long offset, ByteBuf target, int targetIndex, int length) {
            throw new UnsupportedOperationException();
        }
    }
}
