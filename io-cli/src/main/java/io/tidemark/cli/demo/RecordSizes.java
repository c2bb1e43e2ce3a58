package io.tidemark.cli.demo;

import java.util.SplittableRandom;

/** The sizes of a message log: most are small, the few big ones carry most of the bytes. The same in each run. */
final class RecordSizes {
    static final int SMALLEST_BYTES = 64;
    static final int LARGEST_BYTES = 64 << 10;

    private static final int SMALL_BYTES = 512;
    private static final int MIDDLE_BYTES = 4096;
    private static final int SMALL_PERCENT = 60;
    private static final int MIDDLE_PERCENT = 30;

    private final SplittableRandom random;

    RecordSizes(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next record's size in bytes. */
    int next() {
        int percent = random.nextInt(100);
        if (percent < SMALL_PERCENT) {
            return between(SMALLEST_BYTES, SMALL_BYTES);
        }
        return percent < SMALL_PERCENT + MIDDLE_PERCENT
                ? between(SMALL_BYTES, MIDDLE_BYTES)
                : between(MIDDLE_BYTES, LARGEST_BYTES);
    }

    /** Each doubling is as likely as the next. */
    private int between(int least, int most) {
        return (int) (least * Math.pow((double) most / least, random.nextDouble()));
    }
}
