package io.tidemark.log.format;

import static io.tidemark.log.format.RecordLayout.CHECKED_AT;
import static io.tidemark.log.format.RecordLayout.HEADER_BYTES;
import static io.tidemark.log.format.RecordLayout.INCARNATION_AT;
import static io.tidemark.log.format.RecordLayout.KIND_SHIFT;
import static io.tidemark.log.format.RecordLayout.SEQUENCE_AT;
import static io.tidemark.log.format.RecordLayout.TIMESTAMP_AT;
import static io.tidemark.log.format.RecordLayout.UNFORCED_AT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
    private final ByteBuf bytes;
    private final int capacity;
    private final CRC32C crc = new CRC32C();

    private SegmentSalt salt;
    private int incarnation;

    /** @param memory its whole capacity is used; it stays the caller's */
    public RecordWriter(ByteBuffer memory) {
        this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        this.bytes = Unpooled.wrappedBuffer(this.memory.duplicate());
        this.capacity = memory.capacity();
    }

    /**
     * What follows goes into this segment.
     *
     * @param incarnation of the writing process's log
     */
    public void beginSegment(SegmentSalt salt, int incarnation) {
        this.salt = salt;
        this.incarnation = incarnation;
    }

    /**
     * Writes a record with its padding.
     *
     * @param index where in the memory
     * @param offset where in the segment it will be, a multiple of 8; the caller has checked that there is room
     * @param durableOffset what is durable of the segment, 0 if nothing is; at most {@code offset}
     * @param source any buffer; neither its indices nor its reference count change
     * @param length at most {@link RecordLayout#MAX_LENGTH}
     * @return bytes taken up, padding included
     * @throws IndexOutOfBoundsException if the memory has no room; nothing was written
     */
    public int write(
            int index,
            RecordKind kind,
            long offset,
            long sequence,
            long timestampMicros,
            long durableOffset,
            ByteBuf source,
            int sourceIndex,
            int length) {
        int recordBytes = RecordLayout.recordBytes(length);
        if (length < 0 || index < 0 || recordBytes > capacity - index) {
            throw new IndexOutOfBoundsException(
                    "A payload of " + length + " bytes at index " + index + " of " + capacity + " bytes of memory");
        }
        memory.putLong(index + recordBytes - Long.BYTES, 0);
        memory.putLong(index + SEQUENCE_AT, sequence);
        memory.putLong(index + TIMESTAMP_AT, timestampMicros);
        memory.putInt(index + INCARNATION_AT, incarnation);
        memory.putInt(index + UNFORCED_AT, (int) ((offset - durableOffset) >>> 3));
        source.getBytes(sourceIndex, bytes, index + HEADER_BYTES, length);
        int kindAndLength = kind.code() << KIND_SHIFT | length;
        int checksum = checksum(index + CHECKED_AT, index + HEADER_BYTES + length) ^ salt.at(offset, kindAndLength);
        memory.putLong(index, Integer.toUnsignedLong(kindAndLength) | (long) checksum << Integer.SIZE);
        return recordBytes;
    }

    private int checksum(int start, int end) {
        crc.reset();
        crc.update(memory.limit(end).position(start));
        memory.clear();
        return (int) crc.getValue();
    }
}
