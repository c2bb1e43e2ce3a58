package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Copies into a mapping, and notices when a page could be read but not be stored to, as after a remount for reading only.
 * The JVM turns the SIGBUS into an {@link InternalError}; up to JDK 20 it does so late, and the copy returns as if
 * nothing was wrong. ({@link MappedCopy} notices pages that can't be read.)
 *
 * <p>A copy that faults is left at once. So the last bytes that it had to change tell: if they are what they should be,
 * all before them are. Looking for them takes one comparison, unless what is stored ends as what was there before. What
 * comes in several parts is one copy for each, so each is looked at.
 *
 * <p>By addresses where there are some: Netty's layers are so deep that the compiler stops inlining inside the copy. The
 * caller has checked the indices; asking for the addresses checks that the buffers are alive.
 */
final class MappedStore {
    /** The smallest page; a byte that shares it with others needs no look of its own. */
    private static final int PAGE_MASK = 4095;

    /** As long as the header of a log's record. */
    private static final int WORDWISE_BYTES = 32;

    private MappedStore() {}

    /** Stores, or says false with the window's bytes undefined. */
    static boolean tryStore(ByteBuf source, int sourceIndex, ByteBuf window, int index, int length) {
        if (MappedCopy.HAS_ADDRESSES && source.hasMemoryAddress() && window.hasMemoryAddress()) {
            return tryStore(source.memoryAddress() + sourceIndex, window.memoryAddress() + index, length);
        }
        if (source.nioBufferCount() > 1) {
            return tryStoreParts(source, sourceIndex, window, index, length);
        }
        int end = length;
        while (end >= Long.BYTES && isSameWord(source, sourceIndex, window, index, end - Long.BYTES)) {
            end -= Long.BYTES;
        }
        if (end >= Long.BYTES) {
            source.getBytes(sourceIndex, window, index, end);
            VarHandle.acquireFence();
            return isSameWord(source, sourceIndex, window, index, end - Long.BYTES);
        }
        int last = end - 1;
        while (last >= 0 && source.getByte(sourceIndex + last) == window.getByte(index + last)) {
            last--;
        }
        source.getBytes(sourceIndex, window, index, last + 1);
        VarHandle.acquireFence();
        return last < 0 || source.getByte(sourceIndex + last) == window.getByte(index + last);
    }

    private static boolean tryStoreParts(ByteBuf source, int sourceIndex, ByteBuf window, int index, int length) {
        int at = index;
        for (ByteBuffer memory : source.nioBuffers(sourceIndex, length)) {
            ByteBuf part = Unpooled.wrappedBuffer(memory);
            if (!tryStore(part, 0, window, at, part.capacity())) {
                return false;
            }
            at += part.capacity();
        }
        return true;
    }

    /**
     * The same, where the window holds zeros: unless the last bytes to be stored are zeros, too, there is no need to look at
     * what was there before, whose cache lines the store then needn't wait for. In space that is used again other bytes may be
     * there; if they end in the same word, a page that can't be stored to is noticed by the JVM's error, or by the force.
     */
    static boolean tryAppend(ByteBuf source, int sourceIndex, ByteBuf window, int index, int length) {
        int last = length - Long.BYTES;
        if (last < 0 || source.nioBufferCount() > 1 || source.getLong(sourceIndex + last) == 0) {
            return tryStore(source, sourceIndex, window, index, length);
        }
        source.getBytes(sourceIndex, window, index, length);
        VarHandle.acquireFence(); // Else the compiler takes the values from the stores.
        return isSameWord(source, sourceIndex, window, index, last);
    }

    /** The same by addresses, with {@code mark} behind the bytes, which is stored first. */
    static boolean tryAppend(long from, long to, int length, byte mark) {
        int last = length - Long.BYTES;
        if (last < 0 || PlatformDependent.getLong(from + last) == 0) {
            return tryStore(mark, to + length) && tryStore(from, to, length);
        }
        PlatformDependent.putByte(to + length, mark);
        PlatformDependent.copyMemory(from, to, length);
        VarHandle.acquireFence(); // Else the compiler takes the values from the stores.
        return isSameWord(from, to, last)
                && ((to + length & PAGE_MASK) != 0 || PlatformDependent.getByte(to + length) == mark);
    }

    /**
     * The same without a mark. The first bytes go word by word, and the very first ones last: whoever puts a header in front
     * has just written it so. A longer load would wait until those words have left the processor, behind all stores that
     * wait for their cache lines. Each may have a page of its own, so each is looked at.
     */
    static boolean tryAppend(long from, long to, int length) {
        int last = length - Long.BYTES;
        if (last < 0 || PlatformDependent.getLong(from + last) == 0) {
            return tryStore(from, to, length);
        }
        int words = Math.min(length & -Long.BYTES, WORDWISE_BYTES);
        for (int at = Long.BYTES; at < words; at += Long.BYTES) {
            PlatformDependent.putLong(to + at, PlatformDependent.getLong(from + at));
        }
        PlatformDependent.copyMemory(from + words, to + words, length - words);
        PlatformDependent.putLong(to, PlatformDependent.getLong(from));
        VarHandle.acquireFence(); // Else the compiler takes the values from the stores.
        boolean isThere = isSameWord(from, to, last);
        for (int at = 0; at < words; at += Long.BYTES) {
            isThere &= isSameWord(from, to, at);
        }
        return isThere;
    }

    /** Stores one byte, or says false. */
    static boolean tryStore(byte value, ByteBuf window, int index) {
        if (MappedCopy.HAS_ADDRESSES && window.hasMemoryAddress()) {
            return tryStore(value, window.memoryAddress() + index);
        }
        window.setByte(index, value);
        VarHandle.acquireFence();
        return window.getByte(index) == value;
    }

    private static boolean tryStore(byte value, long address) {
        PlatformDependent.putByte(address, value);
        VarHandle.acquireFence(); // Else the compiler takes the value from the store.
        return PlatformDependent.getByte(address) == value;
    }

    private static boolean tryStore(long from, long to, int length) {
        int end = length;
        while (end >= Long.BYTES && isSameWord(from, to, end - Long.BYTES)) {
            end -= Long.BYTES;
        }
        if (end < Long.BYTES) {
            return tryStoreStart(from, to, end);
        }
        PlatformDependent.copyMemory(from, to, end);
        VarHandle.acquireFence();
        return isSameWord(from, to, end - Long.BYTES);
    }

    /** Less than a word; what follows is there already. */
    private static boolean tryStoreStart(long from, long to, int length) {
        int last = length - 1;
        while (last >= 0 && PlatformDependent.getByte(from + last) == PlatformDependent.getByte(to + last)) {
            last--;
        }
        PlatformDependent.copyMemory(from, to, last + 1);
        VarHandle.acquireFence();
        return last < 0 || PlatformDependent.getByte(from + last) == PlatformDependent.getByte(to + last);
    }

    /** In one order of bytes: a buffer of the caller's may have the other one. */
    private static boolean isSameWord(ByteBuf source, int sourceIndex, ByteBuf window, int index, int at) {
        return source.getLongLE(sourceIndex + at) == window.getLongLE(index + at);
    }

    private static boolean isSameWord(long from, long to, int at) {
        return PlatformDependent.getLong(from + at) == PlatformDependent.getLong(to + at);
    }
}
