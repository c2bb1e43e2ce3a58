package io.tidemark.bench.read;

import io.tidemark.bench.harness.ColdRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is to be read how.
 *
 * @param path of the file
 * @param start of what is read in it
 * @param length of what is read; a power of two
 * @param bytes of one read; a power of two
 */
record ReadJob(Path path, long start, long length, Order order, Warmth warmth, int bytes) {
    private static final long MULTIPLIER = 0x5851f42d4c957f2dL;
    private static final long INCREMENT = 0x14057b7ef767814fL;
    /** The lower bits of such a generator repeat early. */
    private static final int SHIFT = 20;

    /** How many reads the file has without reading anything twice. */
    int reads() {
        return (int) (length / bytes);
    }

    /** Reads the file, so that the page cache holds it. */
    void warmCache() throws IOException {
        Files.readAllBytes(path);
    }

    /**
     * Throws what the page cache holds of the file away; nobody may have it mapped.
     *
     * @throws IOException also if pages stay, as on a file system that is memory
     */
    void dropCache() throws IOException {
        ColdRange.all(path).drop();
        Path shadow = path.resolveSibling("." + path.getFileName() + ".tidemark-shadow");
        if (Files.exists(shadow)) {
            ColdRange.all(shadow).drop();
        }
    }

    /** Offsets of one reader, relative to the start. */
    final class Offsets {
        private final long mask = length - bytes;
        private final boolean isRandom = order == Order.RANDOM;
        private long state;

        void rewind() {
            state = isRandom ? state : 0;
        }

        long next() {
            if (isRandom) {
                state = state * MULTIPLIER + INCREMENT;
                return (state >>> SHIFT) & mask;
            }
            long offset = state & mask;
            state += bytes;
            return offset;
        }
    }
}
