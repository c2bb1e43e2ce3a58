package io.tidemark.bench.foundation;

import java.util.Random;

/** Every block of a range once, in an order that no prefetcher guesses, and again from the start. */
final class RandomOffsets {
    private static final long SEED = 42;

    private final long[] offsets;
    private int next;

    /** @param count blocks; a power of two, so that going round costs no division */
    RandomOffsets(long start, int blockBytes, int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(count + " blocks, must be a power of two");
        }
        offsets = new long[count];
        Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            offsets[i] = offsets[other];
            offsets[other] = start + (long) i * blockBytes;
        }
    }

    long next() {
        long offset = offsets[next];
        next = next + 1 & offsets.length - 1;
        return offset;
    }
}
