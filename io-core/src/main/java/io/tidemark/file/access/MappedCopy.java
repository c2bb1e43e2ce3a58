package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteOrder;

/**
 * Copies out of a mapping, and notices when a page could not be had: the medium failed, or the file was truncated
 * underneath. The JVM turns the SIGBUS into an {@link InternalError}; up to JDK 20 it does so late: the copy returns as
 * if nothing was wrong, and the error comes up somewhere behind it.
 *
 * <p>A copy that faults is left at once, so its last bytes are not written. They get a mark before the copy; where the
 * mark is still there afterwards, the copy is not to be trusted, and the late error is called up and swallowed. Into a
 * target of several parts goes a copy for each, of which only the last would be seen to fail: such a target gets none.
 */
public final class MappedCopy {
    /** Whether buffers are reached by their addresses; words are little-endian then. */
    public static final boolean HAS_ADDRESSES =
            PlatformDependent.hasUnsafe() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final long MARK = 0x9e37_79b9_7f4a_7c15L;
    private static final int FLUSH_ATTEMPTS = 16;
    private static final int FLUSH_BYTES = 4 << 20;

    @SuppressWarnings("unused") // written, so that no compiler takes the allocation away
    private static volatile byte[] sink;

    private MappedCopy() {}

    /** Copies, or says false with the target's bytes undefined; always false of a target in several parts. */
    public static boolean tryCopy(ByteBuf mapped, int index, ByteBuf target, int targetIndex, int length) {
        if (!isInOnePiece(target)) {
            return false;
        }
        try {
            long mark = length < Long.BYTES ? (byte) MARK : MARK;
            if (copy(mapped, index, target, targetIndex, length, mark) != mark
                    || copy(mapped, index, target, targetIndex, length, ~mark) == mark) {
                return true; // There, or just alike: a page that is there at the second try only was missing before.
            }
            callUpLateError();
        } catch (InternalError e) {
            return false; // In time or late, this was it.
        }
        return false;
    }

    /**
     * Copies the first {@code count} pieces of {@code length} bytes, one behind the other, or says false with the target's bytes
     * undefined: then they may be there one by one. All are copied before one is looked at, so that the processor waits for many
     * at a time.
     *
     * @param start the offset of the mapping's first byte
     * @param offsets each looked at again, because they are the caller's: outside the mapping the process would end
     */
    static boolean tryCopy(
            ByteBuf mapped, long start, long[] offsets, int count, ByteBuf target, int targetIndex, int length) {
        if (length < Long.BYTES || !isInOnePiece(target)) {
            return false;
        }
        try {
            if (copyPieces(mapped, start, offsets, count, target, targetIndex, length, MARK)) {
                int alike = ending(target, targetIndex, count, length, MARK);
                if (alike == 0) {
                    return true;
                }
                if (copyPieces(mapped, start, offsets, count, target, targetIndex, length, ~MARK)
                        && areJustAlike(target, targetIndex, count, length, alike)) {
                    return true;
                }
            }
            callUpLateError();
        } catch (InternalError e) {
            return false; // In time or late, this was it.
        }
        return false;
    }

    private static boolean isInOnePiece(ByteBuf target) {
        return target.hasMemoryAddress() || target.nioBufferCount() == 1;
    }

    private static boolean haveAddresses(ByteBuf mapped, ByteBuf target) {
        return HAS_ADDRESSES && mapped.hasMemoryAddress() && target.hasMemoryAddress();
    }

    /** False if one begins behind the mapping's end, or in front of it. */
    private static boolean copyPieces(
            ByteBuf mapped,
            long start,
            long[] offsets,
            int count,
            ByteBuf target,
            int targetIndex,
            int length,
            long mark) {
        int last = mapped.capacity() - length;
        boolean hasAddresses = haveAddresses(mapped, target);
        long from = hasAddresses ? mapped.memoryAddress() : 0;
        long to = hasAddresses ? target.memoryAddress() + targetIndex : 0;
        int markAt = length - Long.BYTES;
        for (int i = 0; i < count; i++) {
            long index = offsets[i] - start;
            if (index < 0 || index > last) {
                return false;
            }
            if (hasAddresses) {
                long piece = to + (long) i * length;
                PlatformDependent.putLong(piece + markAt, mark);
                PlatformDependent.copyMemory(from + index, piece, length);
            } else {
                int piece = targetIndex + i * length;
                target.setLongLE(piece + markAt, mark);
                mapped.getBytes((int) index, target, piece, length);
            }
        }
        return true;
    }

    /** Whether pieces that were copied once more, over the other mark, end as they did: then those alike to a mark only look so. */
    private static boolean areJustAlike(ByteBuf target, int targetIndex, int count, int length, int alike) {
        return ending(target, targetIndex, count, length, ~MARK) == 0
                && ending(target, targetIndex, count, length, MARK) == alike;
    }

    /** How many pieces end in a word. */
    private static int ending(ByteBuf target, int targetIndex, int count, int length, long word) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            int wordAt = targetIndex + i * length + length - Long.BYTES;
            found += target.getLongLE(wordAt) == word ? 1 : 0;
        }
        return found;
    }

    /**
     * Looks whether {@code count} words can be had that lie {@code distance} bytes apart; {@code words} has room for them.
     * All are copied before one is looked at, so that the processor waits for many at a time.
     */
    static boolean tryTouch(ByteBuf mapped, int index, int distance, int count, ByteBuf words) {
        try {
            if (haveAddresses(mapped, words)) {
                long from = mapped.memoryAddress() + index;
                copyWords(from, distance, count, words.memoryAddress(), MARK);
                int alike = ending(words, 0, count, Long.BYTES, MARK);
                if (alike == 0) {
                    return true;
                }
                copyWords(from, distance, count, words.memoryAddress(), ~MARK);
                if (areJustAlike(words, 0, count, Long.BYTES, alike)) {
                    return true;
                }
                callUpLateError(); // Of a page that may be there at the next try.
            }
            for (int i = 0; i < count; i++) {
                if (!tryCopy(mapped, index + i * distance, words, 0, Long.BYTES)) {
                    return false;
                }
            }
            return true;
        } catch (InternalError e) {
            return false; // Of the words copied first, in time or late.
        }
    }

    private static void copyWords(long from, int distance, int count, long to, long mark) {
        for (int i = 0; i < count; i++) {
            PlatformDependent.putLong(to + (long) i * Long.BYTES, mark);
        }
        for (int i = 0; i < count; i++) {
            PlatformDependent.copyMemory(from + (long) i * distance, to + (long) i * Long.BYTES, Long.BYTES);
        }
    }

    /**
     * By addresses where there are some: Netty's layers are so deep that the compiler stops inlining inside the copy.
     *
     * @return the last word of the target, or its last byte where it has no word; the mark if it was not written
     */
    private static long copy(ByteBuf mapped, int index, ByteBuf target, int targetIndex, int length, long markValue) {
        if (length < Long.BYTES) {
            return copySmall(mapped, index, target, targetIndex, length, (byte) markValue);
        }
        if (haveAddresses(mapped, target)) {
            long to = target.memoryAddress() + targetIndex;
            long mark = to + length - Long.BYTES;
            PlatformDependent.putLong(mark, markValue);
            PlatformDependent.copyMemory(mapped.memoryAddress() + index, to, length);
            return PlatformDependent.getLong(mark);
        }
        int mark = targetIndex + length - Long.BYTES;
        target.setLong(mark, markValue);
        mapped.getBytes(index, target, targetIndex, length);
        return target.getLong(mark);
    }

    private static long copySmall(
            ByteBuf mapped, int index, ByteBuf target, int targetIndex, int length, byte markValue) {
        if (length == 0) {
            return ~markValue;
        }
        int mark = targetIndex + length - 1;
        target.setByte(mark, markValue);
        mapped.getBytes(index, target, targetIndex, length);
        return target.getByte(mark);
    }

    /** What the JVM has yet to say of a fault that was noticed already, so that it doesn't say it to somebody else; or null. */
    public static InternalError takeLateError() {
        try {
            callUpLateError();
            return null;
        } catch (InternalError e) {
            return e;
        }
    }

    /** The error is delivered when the thread comes out of the JVM, as it does after allocating something large. */
    private static void callUpLateError() {
        for (int i = 0; i < FLUSH_ATTEMPTS; i++) {
            sink = new byte[FLUSH_BYTES];
        }
        sink = null;
    }
}
