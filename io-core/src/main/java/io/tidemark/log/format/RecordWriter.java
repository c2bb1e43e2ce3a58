package io.tidemark.log.format;

import static io.tidemark.log.format.RecordLayout.CHECKED_AT;
import static io.tidemark.log.format.RecordLayout.HEADER_BYTES;
import static io.tidemark.log.format.RecordLayout.INCARNATION_AT;
import static io.tidemark.log.format.RecordLayout.KIND_SHIFT;
import static io.tidemark.log.format.RecordLayout.SEQUENCE_AT;
import static io.tidemark.log.format.RecordLayout.TIMESTAMP_AT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import io.tidemark.file.access.MappedCopy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes records into memory. For one thread at a time; allocates nothing after construction.
 *
 * <p>The payload is copied first and the copy is checksummed, so a caller who changes the source meanwhile gets some mix
 * of bytes into an intact record.
 */
public final class RecordWriter {
    private final ByteBuffer memory;

    /** The same, with the limits of a checksum. */
    private final ByteBuffer checked;

    private final ByteBuf bytes;

    /** Of the memory; 0 if there are no addresses. */
    private final long address;

    private final int capacity;
    private final CRC32C crc = new CRC32C();

    private SegmentSalt salt;
    private int incarnation;

    /** Of the record that was staged last. */
    private int stagedIndex;

    private int stagedEnd;
    private int kindAndLength;
    private int salted;

    /** @param memory direct; its whole capacity is used; it stays the caller's */
    public RecordWriter(ByteBuffer memory) {
        this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        this.checked = this.memory.duplicate();
        this.bytes = Unpooled.wrappedBuffer(this.memory.duplicate());
        this.address = MappedCopy.HAS_ADDRESSES ? this.bytes.memoryAddress() : 0;
        this.capacity = memory.capacity();
    }

    /**
     * What follows goes into this segment.
     *
     * @param incarnation of the writing process's log
     */
    public void beginSegment(SegmentSalt salt, int incarnation) {
        if (this.salt != salt) { // A store of a reference costs more, because the collector has to know of it.
            this.salt = salt;
        }
        this.incarnation = incarnation;
    }

    /**
     * Writes a record with its padding, but for the first eight bytes: {@link #complete} puts them in front.
     *
     * @param index where in the memory
     * @param offset where in the segment it will be, a multiple of 8; the caller has checked that there is room
     * @param durableOffset what is durable of the segment, 0 if nothing is; at most {@code offset}
     * @param source any buffer; neither its indices nor its reference count change
     * @param length at most {@link RecordLayout#MAX_LENGTH}
     * @return bytes taken up, padding included
     * @throws IndexOutOfBoundsException if the memory has no room; nothing was written
     * @throws InternalError if the source is a mapping of which a page can't be had. Up to JDK 20 not if the source has
     *     several parts, and the page is none of the last one's
     */
    public int stage(
            int index,
            RecordKind kind,
            long offset,
            long sequence,
            long timestampMicros,
            long durableOffset,
            ByteBuf source,
            int sourceIndex,
            int length) {
        int recordBytes = RecordLayout.recordBytes(length); // Below the length if that is too much for an int.
        if (length < 0 || index < 0 || recordBytes < length || recordBytes > capacity - index) {
            throw new IndexOutOfBoundsException(
                    "A payload of " + length + " bytes at index " + index + " of " + capacity + " bytes of memory");
        }
        kindAndLength = kind.code() << KIND_SHIFT | length;
        salted = salt.at(offset, kindAndLength);
        long unforced = (offset - durableOffset) >>> 3;
        putLong(index + recordBytes - Long.BYTES, 0);
        putLong(index + SEQUENCE_AT, sequence);
        putLong(index + TIMESTAMP_AT, timestampMicros);
        putLong(index + INCARNATION_AT, Integer.toUnsignedLong(incarnation) | unforced << Integer.SIZE);
        copy(source, sourceIndex, index + HEADER_BYTES, length);
        stagedIndex = index;
        stagedEnd = index + HEADER_BYTES + length;
        return recordBytes;
    }

    /** Writes the first eight bytes of the record that was staged last, as it is in the memory now. */
    public void complete() {
        int checksum = checksum(stagedIndex + CHECKED_AT, stagedEnd) ^ salted;
        putLong(stagedIndex, Integer.toUnsignedLong(kindAndLength) | (long) checksum << Integer.SIZE);
    }

    /** A page that can't be had is noticed here, while the record can still be refused. */
    private void copy(ByteBuf source, int sourceIndex, int index, int length) {
        if (sourceIndex < 0 || length > source.capacity() - sourceIndex) {
            throw new IndexOutOfBoundsException(length + " bytes at index " + sourceIndex + " of " + source.capacity());
        }
        if (!MappedCopy.tryCopy(source, sourceIndex, bytes, index, length)) {
            throw new InternalError("a page of a record's buffer could not be had");
        }
    }

    private void putLong(int index, long value) {
        if (MappedCopy.HAS_ADDRESSES) {
            PlatformDependent.putLong(address + index, value);
        } else {
            memory.putLong(index, value);
        }
    }

    private int checksum(int start, int end) {
        crc.reset();
        crc.update(checked.limit(end).position(start));
        return (int) crc.getValue();
    }
}
