package io.tidemark.bench.mixed;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import java.io.IOException;

/**
 * Throws bytes out of the page cache without standing in anybody's way: one call for all of them keeps a processor in the
 * kernel for tens of milliseconds, and on a kernel without preemption an append that wants it waits.
 */
final class ColdBytes {
    /** The kernel's largest folios: one that reaches beyond what is dropped would stay. */
    private static final int PIECE_BYTES = 2 << 20;

    private ColdBytes() {}

    @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on it but the figures of others.
    static void drop(NativeFile file, long offset, long length) throws IOException {
        long end = offset + length;
        long at = offset;
        while (at < end) {
            long next = Math.min((at & -PIECE_BYTES) + PIECE_BYTES, end);
            PageCache.drop(file, at, next - at);
            Thread.yield();
            at = next;
        }
    }
}
