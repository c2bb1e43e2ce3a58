package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Content that is a function of its offset, so that any byte read anywhere can be checked without keeping it. No byte is
 * zero: zeros always mean that something was lost, and the end of the data can be found from behind.
 */
final class Pattern {
    private static final long ALL_BUT_TOPS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long INSTEAD_OF_ZERO = 0x5A;

    private Pattern() {}

    /** The byte at {@code offset}. */
    static byte at(long offset) {
        return (byte) (word(offset) >>> ((offset & 7) << 3));
    }

    /** The eight bytes around {@code offset}, the lowest first. By words, because much of a test's time goes here. */
    private static long word(long offset) {
        long word = ((offset >>> 3) + 1) * 0x9E37_79B9_7F4A_7C15L;
        word ^= word >>> 29;
        long zeros =
                ~((word & ALL_BUT_TOPS) + ALL_BUT_TOPS | word | ALL_BUT_TOPS); // The top bit of each byte that is 0.
        return word | (zeros >>> 7) * INSTEAD_OF_ZERO;
    }

    /** The {@code length} bytes from {@code offset} on, in a heap buffer. */
    static ByteBuf bytes(long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            long at = offset + bytes.position();
            if ((at & 7) == 0 && bytes.remaining() >= Long.BYTES) {
                bytes.putLong(word(at));
            } else {
                bytes.put(at(at));
            }
        }
        return Unpooled.wrappedBuffer(bytes.array());
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
        for (int i = 0; i < length; ) {
            long at = offset + i;
            if ((at & 7) == 0 && length - i >= Long.BYTES && buffer.getLongLE(index + i) == word(at)) {
                i += Long.BYTES;
            } else if (buffer.getByte(index + i) == at(at)) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }

    /** Reads {@code length} bytes of a file, and fails unless each is what belongs there. */
    static void verify(HybridFile file, long offset, int length) throws IOException {
        ByteBuf bytes = file.readAt(offset, length);
        try {
            verify(bytes, 0, offset, length);
        } finally {
            bytes.release();
        }
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
