package io.tidemark.bench.harness;

import java.nio.ByteBuffer;

/** Direct buffers that begin where a page does: that makes more of a difference than much of what is compared. */
public final class AlignedBuffers {
    private static final int PAGE_BYTES = 4096;

    private AlignedBuffers() {}

    /** Filled with zeros. */
    public static ByteBuffer allocate(int bytes) {
        int pages = (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
        return ByteBuffer.allocateDirect(pages + PAGE_BYTES)
                .alignedSlice(PAGE_BYTES)
                .slice(0, bytes);
    }
}
