package io.tidemark.log.format;

import static io.tidemark.log.format.RecordLayout.CHECKED_AT;
import static io.tidemark.log.format.RecordLayout.HEADER_BYTES;
import static io.tidemark.log.format.RecordLayout.KIND_SHIFT;
import static io.tidemark.log.format.RecordLayout.MAX_LENGTH;
import static io.tidemark.log.format.RecordLayout.SEQUENCE_AT;
import static io.tidemark.log.format.RecordLayout.TIMESTAMP_AT;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Verifies a record whose sequence and offset are known; {@link RecordCursor} reads one that isn't. */
public final class RecordCheck {
    private static final int DATA = RecordKind.DATA.code();

    private RecordCheck() {}

    /**
     * Length of the payload of the {@code DATA} record of this sequence, if that is what bytes are, as it was written at
     * this offset.
     *
     * @param salt of the segment
     * @param recordBytes that the record takes up; as many are there from {@code index} on
     * @return -1 if they are not
     */
    public static int length(SegmentSalt salt, long offset, long sequence, int recordBytes, ByteBuf bytes, int index) {
        long first = bytes.getLongLE(index);
        int length = dataLength((int) first);
        if (length < 0
                || RecordLayout.recordBytes(length) != recordBytes
                || bytes.getLongLE(index + SEQUENCE_AT) != sequence) {
            return -1;
        }
        ByteBuffer checked = memory(bytes, index + CHECKED_AT, HEADER_BYTES - CHECKED_AT + length);
        return isChecksumRight(salt, offset, first, checked) ? length : -1;
    }

    /**
     * The same where it is not known how many bytes it takes up.
     *
     * @param memory little-endian, all of it there, with its limit at its end as it is again afterwards
     * @return -1 if it isn't the record, or not all of it is there
     */
    public static int length(SegmentSalt salt, long offset, long sequence, ByteBuffer memory, int index) {
        int mostLength = memory.limit() - index - HEADER_BYTES;
        if (mostLength < 0 || memory.getLong(index + SEQUENCE_AT) != sequence) {
            return -1;
        }
        long first = memory.getLong(index);
        int length = dataLength((int) first);
        if (length < 0 || length > mostLength) {
            return -1;
        }
        int checkedEnd = index + HEADER_BYTES + length;
        boolean isRight =
                isChecksumRight(salt, offset, first, memory.limit(checkedEnd).position(index + CHECKED_AT));
        memory.clear();
        return isRight ? length : -1;
    }

    /** When a record that is one was appended, in microseconds since the epoch. */
    public static long timestampMicros(ByteBuffer memory, int index) {
        return memory.getLong(index + TIMESTAMP_AT);
    }

    /** The payload's, or -1 if that is no caller's record. */
    private static int dataLength(int kindAndLength) {
        return kindAndLength >>> KIND_SHIFT == DATA ? kindAndLength & MAX_LENGTH : -1;
    }

    /** A checksum of its own, which the compiler keeps out of memory. */
    private static boolean isChecksumRight(SegmentSalt salt, long offset, long first, ByteBuffer checked) {
        CRC32C crc = new CRC32C();
        crc.update(checked);
        return (int) (first >>> Integer.SIZE) == ((int) crc.getValue() ^ salt.at(offset, (int) first));
    }

    private static ByteBuffer memory(ByteBuf bytes, int index, int length) {
        return bytes.nioBufferCount() == 1 ? bytes.internalNioBuffer(index, length) : bytes.nioBuffer(index, length);
    }
}
