package io.tidemark.bench.write;

/** Where the next record goes; cheap beside a store. */
final class Places {
    private static final long MULTIPLIER = 0x5851f42d4c957f2dL;
    private static final long INCREMENT = 0x14057b7ef767814fL;

    /** The lower bits of such a generator repeat early. */
    private static final int SHIFT = 20;

    private final long mask;
    private final int bytes;
    private final boolean isRandom;
    private long state;

    /**
     * @param bytes of a record; a power of two
     * @param fileBytes a power of two
     */
    Places(Space space, int bytes, long fileBytes) {
        if (Integer.bitCount(bytes) != 1 || Long.bitCount(fileBytes) != 1 || bytes > fileBytes) {
            throw new IllegalArgumentException(bytes + " bytes in a file of " + fileBytes + ", must be powers of two");
        }
        this.bytes = bytes;
        this.mask = fileBytes - bytes;
        this.isRandom = space == Space.IN_PLACE;
    }

    /** From the start again, where there is one. */
    void rewind() {
        state = isRandom ? state : 0;
    }

    /** How many more records fit until it goes round. */
    int left() {
        return (int) ((mask + bytes - state) / bytes);
    }

    long next() {
        if (isRandom) {
            state = state * MULTIPLIER + INCREMENT;
            return (state >>> SHIFT) & mask;
        }
        long place = state & mask;
        state += bytes;
        return place;
    }
}
