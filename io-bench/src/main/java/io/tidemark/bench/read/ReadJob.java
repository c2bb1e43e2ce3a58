package io.tidemark.bench.read;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

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

    private static final int RETRIES = 200;
    private static final long RETRY_NANOS = 1_000_000;

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
        dropCache(path);
        Path shadow = path.resolveSibling("." + path.getFileName() + ".tidemark-shadow");
        if (Files.exists(shadow)) {
            dropCache(shadow);
        }
    }

    private static void dropCache(Path path) throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
            if (file.isDax()) {
                return;
            }
            long resident = drop(file);
            for (int retry = 0; resident > 0 && retry < RETRIES; retry++) {
                // Pages that are still being read ahead can't be dropped yet.
                LockSupport.parkNanos(RETRY_NANOS);
                resident = drop(file);
            }
            if (resident > 0) {
                throw new IOException(path + " can't be read cold: " + resident + " of its pages stay cached");
            }
        }
    }

    /** Returns how many pages are left. */
    private static long drop(NativeFile file) throws IOException {
        PageCache.drop(file, 0, file.size());
        return PageCache.residency(file, 0, file.size()).pagesResident();
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
