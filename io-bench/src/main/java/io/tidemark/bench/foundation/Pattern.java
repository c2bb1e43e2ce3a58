package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;

/** Bytes that tell their place in the data, so that a wrong or missing transfer shows. */
final class Pattern {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Pattern() {}

    /** The eight bytes at {@code position}, a multiple of 8. */
    static long at(long position) {
        return (position + 8) * FACTOR;
    }

    /** Fills the buffer's capacity with the bytes from {@code position} on. */
    static ByteBuf fill(ByteBuf buffer, long position) {
        buffer.clear();
        for (int done = 0; done + 8 <= buffer.capacity(); done += 8) {
            buffer.writeLong(at(position + done));
        }
        return buffer;
    }
}
