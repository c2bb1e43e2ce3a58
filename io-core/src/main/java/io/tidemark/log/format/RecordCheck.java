package io.tidemark.log.format;

import static io.tidemark.log.format.RecordLayout.CHECKED_AT;
import static io.tidemark.log.format.RecordLayout.HEADER_BYTES;
import static io.tidemark.log.format.RecordLayout.KIND_SHIFT;
import static io.tidemark.log.format.RecordLayout.MAX_LENGTH;
import static io.tidemark.log.format.RecordLayout.SEQUENCE_AT;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Verifies a record that somebody knows a lot about already, where {@link RecordCursor} finds out. */
public final class RecordCheck {
    private RecordCheck() {}

    /**
     * Whether bytes are the {@code DATA} record of this sequence, as it was written at this offset.
     *
     * @param salt of the segment
     * @param recordBytes that the record takes up; as many are there from {@code index} on
     */
    public static boolean isRecord(
            SegmentSalt salt, long offset, long sequence, int recordBytes, ByteBuf bytes, int index) {
        long first = bytes.getLongLE(index);
        int kindAndLength = (int) first;
        int length = kindAndLength & MAX_LENGTH;
        if (kindAndLength >>> KIND_SHIFT != RecordKind.DATA.code()
                || RecordLayout.recordBytes(length) != recordBytes
                || bytes.getLongLE(index + SEQUENCE_AT) != sequence) {
            return false;
        }
        int checked = HEADER_BYTES - CHECKED_AT + length;
        CRC32C crc = new CRC32C();
        crc.update(memory(bytes, index + CHECKED_AT, checked));
        return (int) (first >>> Integer.SIZE) == ((int) crc.getValue() ^ salt.at(offset, kindAndLength));
    }

    /** Length of the payload of a record that is one. */
    public static int length(ByteBuf bytes, int index) {
        return bytes.getIntLE(index) & MAX_LENGTH;
    }

    private static ByteBuffer memory(ByteBuf bytes, int index, int length) {
        return bytes.nioBufferCount() == 1 ? bytes.internalNioBuffer(index, length) : bytes.nioBuffer(index, length);
    }
}
