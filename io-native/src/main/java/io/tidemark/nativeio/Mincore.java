package io.tidemark.nativeio;

import io.tidemark.nativeio.MappedRegion.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** mincore(2) over read-only mappings that are never touched. */
final class Mincore {
    /** Bounds the answer's memory to 256 KiB with 4 KiB pages. */
    private static final long WINDOW_BYTES = 1L << 30;

    private Mincore() {}

    /** Sets the bit of each cached page from {@code offset}'s to that of {@code end}'s last byte; needs offset < end. */
    static void collect(NativeFile file, long offset, long end, BitSet resident) throws IOException {
        Posix posix = file.posix();
        long page = posix.getpagesize();
        long first = offset & -page;
        long vectorLength = Math.min(WINDOW_BYTES, end - first) / page + 1;
        try (NativeMemory vector = NativeMemory.allocate(posix, vectorLength, 1)) {
            ByteBuffer bytes = vector.buffer();
            for (long start = first; start < end; start += WINDOW_BYTES) {
                int pages = (int) ((Math.min(WINDOW_BYTES, end - start) + page - 1) / page);
                ask(file, start, pages * page, vector.address());
                int base = (int) ((start - first) / page);
                for (int i = 0; i < pages; i++) {
                    if ((bytes.get(i) & 1) != 0) {
                        resident.set(base + i);
                    }
                }
            }
        }
    }

    private static void ask(NativeFile file, long offset, long length, long vectorAddress) throws IOException {
        try (MappedRegion region = MappedRegion.map(file, offset, length, Kind.READ_ONLY)) {
            file.posix().mincore(region.address(), length, vectorAddress);
        } catch (ErrnoException e) {
            throw e.toIoException(file.path(), file.region().offset() + offset, length);
        }
    }
}
