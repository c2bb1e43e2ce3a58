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
 * Writes records straight into memory: a ring that stages writes, or the mapping of a whole segment, which is a ring
 * that never comes round. For one thread at a time; allocates nothing after construction.
 *
 * <p>The payload is copied first and the copy is checksummed, so a caller who changes the source meanwhile gets some mix
 * of bytes into an intact record. The first eight bytes, kind and checksum, are one aligned store and the last one.
 */
public final class RecordWriter {
    private final ByteBuffer memory;
    private final ByteBuf bytes;
    private final int capacity;
    private final int mask;
    private final CRC32C crc = new CRC32C();

    private SegmentSalt salt;
    private int incarnation;
    private int startIndex;

    /** @param memory its whole capacity is used, a power of two from 64 on; it stays the caller's */
    public RecordWriter(ByteBuffer memory) {
        this.capacity = memory.capacity();
        if (Integer.bitCount(capacity) != 1 || capacity < 2 * HEADER_BYTES) {
            throw new IllegalArgumentException("Memory of " + capacity + " bytes, must be a power of two from 64 on");
        }
        this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        this.bytes = Unpooled.wrappedBuffer(this.memory.duplicate());
        this.mask = capacity - 1;
    }

    /**
     * What follows goes into this segment.
     *
     * @param incarnation of the writing process's log
     * @param startIndex where the segment's offset 0 lies in the memory, a multiple of 8
     */
    public void beginSegment(SegmentSalt salt, int incarnation, int startIndex) {
        this.salt = salt;
        this.incarnation = incarnation;
        this.startIndex = startIndex;
    }

    /**
     * Writes a record with its padding; nothing is durable yet.
     *
     * @param offset in the segment, a multiple of 8; the caller has checked that the segment and the memory have room
     * @param durableOffset what is durable of the segment, 0 if nothing is; at most {@code offset}
     * @param source any buffer; neither its indices nor its reference count change
     * @param length at most {@link RecordLayout#MAX_LENGTH}
     * @return bytes taken up, padding included
     */
    public int write(
            RecordKind kind,
            long offset,
            long sequence,
            long timestampMicros,
            long durableOffset,
            ByteBuf source,
            int sourceIndex,
            int length) {
        int recordBytes = RecordLayout.recordBytes(length);
        if (length < 0 || recordBytes > capacity) {
            throw new IndexOutOfBoundsException("A payload of " + length + " bytes into memory of " + capacity);
        }
        int index = (startIndex + (int) offset) & mask;
        memory.putLong((index + recordBytes - Long.BYTES) & mask, 0);
        memory.putLong((index + SEQUENCE_AT) & mask, sequence);
        memory.putLong((index + TIMESTAMP_AT) & mask, timestampMicros);
        memory.putInt((index + INCARNATION_AT) & mask, incarnation);
        memory.putInt((index + UNFORCED_AT) & mask, (int) ((offset - durableOffset) >>> 3));
        copyIn((index + HEADER_BYTES) & mask, source, sourceIndex, length);
        int kindAndLength = kind.code() << KIND_SHIFT | length;
        int checksum = checksum((index + CHECKED_AT) & mask, HEADER_BYTES - CHECKED_AT + length)
                ^ salt.at(offset, kindAndLength);
        memory.putLong(index, Integer.toUnsignedLong(kindAndLength) | (long) checksum << 32);
        return recordBytes;
    }

    private void copyIn(int index, ByteBuf source, int sourceIndex, int length) {
        int first = Math.min(length, capacity - index);
        source.getBytes(sourceIndex, bytes, index, first);
        if (first < length) {
            source.getBytes(sourceIndex + first, bytes, 0, length - first);
        }
    }

    private int checksum(int index, int length) {
        int first = Math.min(length, capacity - index);
        crc.reset();
        crc.update(memory.limit(index + first).position(index));
        if (first < length) {
            crc.update(memory.limit(length - first).position(0));
        }
        memory.clear();
        return (int) crc.getValue();
    }
}
