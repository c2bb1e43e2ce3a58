package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Content that is a function of its offset, so that any byte read anywhere can be checked without keeping it. No byte is
 * zero: zeros always mean that something was lost, and the end of the data can be found from behind.
 */
final class Pattern {
    private Pattern() {}

    /** The byte at {@code offset}. */
    static byte at(long offset) {
        long word = ((offset >>> 3) + 1) * 0x9E37_79B9_7F4A_7C15L;
        word ^= word >>> 29;
        byte value = (byte) (word >>> ((offset & 7) << 3));
        return value == 0 ? (byte) 0x5A : value;
    }

    /** The {@code length} bytes from {@code offset} on, in a heap buffer. */
    static ByteBuf bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(offset + i);
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    /** The {@code length} bytes from {@code offset} on, in {@code target}, whose readable bytes they are. */
    static ByteBuf into(ByteBuf target, long offset, int length) {
        target.clear();
        for (int i = 0; i < length; i++) {
            target.writeByte(at(offset + i));
        }
        return target;
    }

    /** Index of the first of {@code length} bytes that is not what belongs at {@code offset}; −1 if all are. */
    static int mismatch(ByteBuf buffer, int index, long offset, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(index + i) != at(offset + i)) {
                return i;
            }
        }
        return -1;
    }

    /** Fails unless {@code buffer} holds, from {@code index} on, what belongs at {@code offset}. */
    static void verify(ByteBuf buffer, int index, long offset, int length) {
        int wrong = mismatch(buffer, index, offset, length);
        if (wrong >= 0) {
            throw new AssertionError("stale byte at offset " + (offset + wrong) + ": "
                    + buffer.getByte(index + wrong) + " instead of " + at(offset + wrong) + ", in a read of " + length
                    + " bytes at offset " + offset);
        }
    }
}
