package io.tidemark.nativeio;

import io.tidemark.nativeio.Layouts.Iovec;
import java.nio.ByteBuffer;

/**
 * A reusable list of memory segments that one call transfers in order. Allocated once, then filled and used without
 * allocation. It owns its own native array, not the segments.
 *
 * <p>Not safe for use by several threads at a time: each writer has its own.
 */
public final class IoVector implements AutoCloseable {
    /** The kernel's UIO_MAXIOV. */
    private static final int MAX_CAPACITY = 1024;

    private final NativeMemory memory;
    private final ByteBuffer structs;
    private final long[] addresses;
    private final long[] lengths;
    private int count;
    private long lengthBytes;

    private IoVector(NativeMemory memory, int capacity) {
        this.memory = memory;
        this.structs = memory.buffer();
        this.addresses = new long[capacity];
        this.lengths = new long[capacity];
    }

    /**
     * An empty vector.
     *
     * @param capacity the most segments that it can hold, 1 to 1024
     * @throws OutOfMemoryError if the kernel gives no memory
     */
    public static IoVector allocate(Posix posix, int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("Capacity is " + capacity + ", must be 1 to " + MAX_CAPACITY);
        }
        return new IoVector(NativeMemory.allocate(posix, (long) capacity * Iovec.SIZE, 1), capacity);
    }

    /** Forgets all segments. */
    public IoVector clear() {
        count = 0;
        lengthBytes = 0;
        return this;
    }

    /**
     * Adds a segment after those already there; one of length 0 is left out.
     *
     * @param address of the first byte; on a direct file a multiple of its memory alignment
     * @param length in bytes, not negative
     * @throws IllegalStateException if the vector is full
     */
    public IoVector add(long address, long length) {
        Checks.transfer(address, length, lengthBytes);
        if (length == 0) {
            return this;
        }
        if (count == addresses.length) {
            throw new IllegalStateException("The vector holds " + count + " segments already");
        }
        addresses[count] = address;
        lengths[count] = length;
        count++;
        lengthBytes += length;
        return this;
    }

    /** Segments held. */
    public int count() {
        return count;
    }

    /** Bytes of all segments together. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** Gives the native array back. Idempotent. The segments are their owner's. */
    @Override
    public void close() {
        memory.close();
    }

    /** Address of the native array; throws once closed. */
    long address() {
        return memory.address();
    }

    /** Fills the native array with what is left after the first {@code done} bytes; returns the number of elements. */
    int prepare(long done) {
        long skip = done;
        int elements = 0;
        for (int i = 0; i < count; i++) {
            if (skip >= lengths[i]) {
                skip -= lengths[i];
                continue;
            }
            int struct = elements * Iovec.SIZE;
            structs.putLong(struct + Iovec.IOV_BASE, addresses[i] + skip);
            structs.putLong(struct + Iovec.IOV_LEN, lengths[i] - skip);
            skip = 0;
            elements++;
        }
        return elements;
    }
}
