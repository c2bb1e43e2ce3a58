package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;

/**
 * Copies out of memory that several threads share. Where Netty has no Unsafe a buffer that is asked to give goes by the
 * position of the one that is given to, which is the caller's own, and allocates nothing; one that is asked to take makes
 * views of the other. Buffers of several parts have no such position, and can only be asked to take.
 */
public final class SharedBytes {
    private SharedBytes() {}

    /** Copies {@code length} bytes at {@code index} of {@code shared} to {@code target}, which is the caller's alone. */
    public static void copy(ByteBuf shared, int index, ByteBuf target, int targetIndex, int length) {
        if (target.nioBufferCount() == 1) {
            shared.getBytes(index, target, targetIndex, length);
        } else {
            target.setBytes(targetIndex, shared, index, length);
        }
    }
}
