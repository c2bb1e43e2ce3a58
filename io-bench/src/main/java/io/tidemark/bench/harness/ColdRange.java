package io.tidemark.bench.harness;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A part of a file that is to be read cold.
 *
 * @param path of the file
 * @param offset where it begins
 * @param length in bytes; it may reach past the end of the file. Of pages that lie in it only partly nothing is dropped
 */
public record ColdRange(Path path, long offset, long length) {
    private static final int RETRIES = 200;
    private static final long RETRY_NANOS = 1_000_000;

    /** All of a file. */
    public static ColdRange all(Path path) {
        return new ColdRange(path, 0, Long.MAX_VALUE);
    }

    /**
     * Throws what the page cache holds of it away; nobody may have it mapped. A DAX file has no page cache.
     *
     * @throws IOException also if pages stay, as on a file system that is memory
     */
    public void drop() throws IOException {
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
    private long drop(NativeFile file) throws IOException {
        long there = Math.min(length, file.size() - offset);
        PageCache.drop(file, offset, there);
        return PageCache.residency(file, offset, there).pagesResident();
    }
}
