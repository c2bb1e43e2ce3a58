package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;

/**
 * Copies out of a mapping, and notices when a page could not be had: the medium failed, or the file was truncated
 * underneath. The JVM turns the SIGBUS into an {@link InternalError}; up to JDK 20 it does so late: the copy returns as
 * if nothing was wrong, and the error comes up somewhere behind it.
 *
 * <p>A copy that faults is left at once, so its last bytes are not written. They get a mark before the copy; where the
 * mark is still there afterwards, the copy is not to be trusted, and the late error is called up and swallowed.
 */
final class MappedCopy {
    private static final long MARK = 0x9e37_79b9_7f4a_7c15L;
    private static final int FLUSH_ATTEMPTS = 16;
    private static final int FLUSH_BYTES = 4 << 20;

    @SuppressWarnings("unused") // written, so that no compiler takes the allocation away
    private static volatile byte[] sink;

    private MappedCopy() {}

    /** Copies, or says false with the target's bytes undefined. False may also be said of bytes that equal the mark. */
    static boolean tryCopy(ByteBuf mapped, int index, ByteBuf target, int targetIndex, int length) {
        int markIndex = targetIndex + length - Math.min(length, Long.BYTES);
        try {
            if (length >= Long.BYTES) {
                target.setLong(markIndex, MARK);
                target.setBytes(targetIndex, mapped, index, length);
                if (target.getLong(markIndex) != MARK) {
                    return true;
                }
            } else if (length == 0 || copySmall(mapped, index, target, targetIndex, length)) {
                return true;
            }
            callUpLateError();
        } catch (InternalError e) {
            return false; // In time or late, this was it.
        }
        return false;
    }

    private static boolean copySmall(ByteBuf mapped, int index, ByteBuf target, int targetIndex, int length) {
        int last = targetIndex + length - 1;
        target.setByte(last, (byte) MARK);
        target.setBytes(targetIndex, mapped, index, length);
        return target.getByte(last) != (byte) MARK;
    }

    /** The error is delivered when the thread comes out of the JVM, as it does after allocating something large. */
    private static void callUpLateError() {
        for (int i = 0; i < FLUSH_ATTEMPTS; i++) {
            sink = new byte[FLUSH_BYTES];
        }
        sink = null;
    }
}
