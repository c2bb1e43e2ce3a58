package io.tidemark.bench.write;

/** Where the next record goes; cheap beside a store. */
final class Places {
    static final int PAGE_BYTES = 4096;

    private static final long MULTIPLIER = 0x5851f42d4c957f2dL;
    private static final long INCREMENT = 0x14057b7ef767814fL;

    /** The lower bits of such a generator repeat early. */
    private static final int SHIFT = 20;

    private enum Order {
        /** Record behind record, going round. */
        BEHIND,
        /** Anywhere, and there again at any time. */
        RANDOM,
        /** In every page once, pages in no order. */
        EACH_PAGE_ONCE
    }

    private final Order order;
    private final long mask;
    private final int bytes;
    /** Of a page, or of a record that is longer. */
    private final int stepBytes;

    private final int steps;
    private final int stepBits;
    private long state;
    private int visited;

    /**
     * @param bytes of a record; a power of two
     * @param fileBytes a power of two
     */
    Places(Space space, int bytes, long fileBytes) {
        this(space == Space.IN_PLACE ? Order.RANDOM : Order.BEHIND, bytes, fileBytes);
    }

    private Places(Order order, int bytes, long fileBytes) {
        if (Integer.bitCount(bytes) != 1 || Long.bitCount(fileBytes) != 1 || bytes > fileBytes) {
            throw new IllegalArgumentException(bytes + " bytes in a file of " + fileBytes + ", must be powers of two");
        }
        this.order = order;
        this.bytes = bytes;
        this.mask = fileBytes - bytes;
        this.stepBytes = (int) Math.min(fileBytes, Math.max(bytes, PAGE_BYTES));
        this.steps = (int) (fileBytes / stepBytes);
        this.stepBits = Integer.numberOfTrailingZeros(steps);
    }

    /** The same for a mapping that is cold: records at random places never come to a page that an earlier one was in. */
    static Places ofColdPages(Space space, int bytes, long fileBytes) {
        return new Places(space == Space.IN_PLACE ? Order.EACH_PAGE_ONCE : Order.BEHIND, bytes, fileBytes);
    }

    /** From the start again, where there is one. */
    void rewind() {
        state = order == Order.BEHIND ? 0 : state;
        visited = 0;
    }

    /** How many there are until it goes round. */
    int all() {
        return order == Order.EACH_PAGE_ONCE ? steps : (int) ((mask + bytes) / bytes);
    }

    /** How many more records fit until it goes round. */
    int left() {
        return order == Order.EACH_PAGE_ONCE ? steps - visited : (int) ((mask + bytes - state) / bytes);
    }

    long next() {
        if (order == Order.BEHIND) {
            long place = state & mask;
            state += bytes;
            return place;
        }
        state = state * MULTIPLIER + INCREMENT;
        long random = state >>> SHIFT & mask;
        return order == Order.RANDOM ? random : (long) shuffled(visited++) * stepBytes + (random & stepBytes - 1);
    }

    /** Each step is a bijection of as many bits as number the pages, so no two indexes come out alike. */
    private int shuffled(int index) {
        int mixed = index * 0x9E3779B1 & steps - 1;
        mixed ^= mixed >>> ((stepBits + 1) / 2);
        return mixed * 0x85EBCA6B & steps - 1;
    }
}
