package io.tidemark.peers.journal;

import java.util.Arrays;

/** A growing list of places. */
final class Offsets {
    private long[] all = new long[1024];
    private int size;

    void add(long offset) {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
        }
        all[size++] = offset;
    }

    long get(int index) {
        return all[index];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }
}
