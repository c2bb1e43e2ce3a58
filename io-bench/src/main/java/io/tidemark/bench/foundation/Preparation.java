package io.tidemark.bench.foundation;

import io.tidemark.file.HybridFile;
import java.util.concurrent.locks.LockSupport;

/** Waits for the background step that a file makes when it is opened, so that it isn't measured. */
final class Preparation {
    private static final long POLL_NANOS = 100_000;
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Preparation() {}

    static void await(HybridFile file, long growthBytes) {
        long start = System.nanoTime();
        while (file.statistics().preparedBytes() < growthBytes) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("space was not prepared ahead of the tail");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
