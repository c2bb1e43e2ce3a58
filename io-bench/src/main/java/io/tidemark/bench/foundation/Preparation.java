package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings a new file to where its steps of prepared space are as large as they get, and waits for the one in the
 * background, so that it isn't measured.
 */
final class Preparation {
    private static final int FILLER_BYTES = 1 << 20;
    private static final long POLL_NANOS = 100_000;
    private static final long QUIET_NANOS = 300_000_000;
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Preparation() {}

    /** @param growthBytes the largest step; afterwards half as much can be appended before the next step begins */
    static void await(HybridFile file, long growthBytes) throws IOException {
        ByteBuf filler = Unpooled.directBuffer(FILLER_BYTES).writeZero(FILLER_BYTES);
        long start = System.nanoTime();
        while (file.statistics().preparedBytes() < 2 * growthBytes) {
            if (file.endOffset() - file.dataOffset() < growthBytes * 5 / 8) {
                file.append(filler);
            } else {
                LockSupport.parkNanos(POLL_NANOS);
            }
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("space was not prepared ahead of the tail");
            }
        }
        filler.release();
    }

    /** Waits until no step has ended for a while: the one that was due is done. */
    static void awaitQuiet(HybridFile file) {
        long prepared = -1;
        for (long since = System.nanoTime(); System.nanoTime() - since < QUIET_NANOS; ) {
            long now = file.statistics().preparedBytes();
            if (now != prepared) {
                prepared = now;
                since = System.nanoTime();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
