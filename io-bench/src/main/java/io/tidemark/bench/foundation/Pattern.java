package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Bytes that tell their place in the data, so that a wrong or missing transfer shows. No eight of them end in zero: data
 * that ends in zeros at a unit of the disk costs a direct tail one more unit for the end mark.
 */
public final class Pattern {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Pattern() {}

    /** The eight bytes at {@code position}, a multiple of 8. */
    public static long at(long position) {
        return ((position + 8) * FACTOR) | 1;
    }

    /** Fills all of a buffer with the bytes from {@code position} on. */
    public static ByteBuffer fill(ByteBuffer buffer, long position) {
        fill(Unpooled.wrappedBuffer(buffer.clear()), position);
        return buffer;
    }

    /** Fills the buffer's capacity with the bytes from {@code position} on. */
    public static ByteBuf fill(ByteBuf buffer, long position) {
        buffer.clear();
        for (int done = 0; done + 8 <= buffer.capacity(); done += 8) {
            buffer.writeLong(at(position + done));
        }
        return buffer;
    }
}
