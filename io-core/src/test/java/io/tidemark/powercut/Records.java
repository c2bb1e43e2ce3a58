package io.tidemark.powercut;

import io.tidemark.file.TailScanner.TailReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Records that say where they belong. No record crosses a segment's border, so a segment begins with a record.
 *
 * <pre>
 * 0        4        8                16               24       28
 * ├ length ┼ CRC32C ┼ offset in file ┼ sequence       ┼ round  ┼ payload, last byte not zero ┤
 *          of the record without its first 8 bytes
 * </pre>
 *
 * <p>In a log each is the payload of a record of the log's; its offset there is its sequence.
 */
final class Records {
    static final int BORDER_BYTES = 64 << 10;
    static final int SEGMENT_BYTES = 4 * BORDER_BYTES;
    static final int HEADER_BYTES = 28;
    static final int MIN_BYTES = HEADER_BYTES + 4;

    /** What a record says of itself. */
    record Header(int length, long sequence, int round) {}

    private Records() {}

    /** End of the segment in which {@code offset} lies. */
    static long segmentEnd(long offset) {
        return (offset & -SEGMENT_BYTES) + SEGMENT_BYTES;
    }

    /** A length as near to the wanted one as the segment allows. */
    static int fit(long offset, int wanted) {
        long left = segmentEnd(offset) - offset;
        return (int) (left - wanted < MIN_BYTES ? left : wanted);
    }

    static ByteBuffer encode(long offset, int length, long sequence, int round) {
        ByteBuffer record = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(length).putInt(0).putLong(offset).putLong(sequence).putInt(round);
        long word = sequence + 1;
        while (record.remaining() >= Long.BYTES) {
            word = word * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
            record.putLong(word);
        }
        record.position(length - 1).put((byte) 1);
        return record.putInt(4, checksum(record)).rewind();
    }

    /** The record at {@code offset} if a valid one ends at or below {@code limit}; null otherwise. */
    static Header read(TailReader bytes, long offset, long limit) throws IOException {
        if (limit - offset < MIN_BYTES) {
            return null;
        }
        ByteBuffer start = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(offset, start);
        int length = start.getInt(0);
        if (length < MIN_BYTES || length > Math.min(limit, segmentEnd(offset)) - offset) {
            return null;
        }
        ByteBuffer record = ByteBuffer.allocate(length);
        bytes.read(offset, record);
        return decode(record.rewind(), offset);
    }

    /** What {@code bytes}, all of them, say as the record at {@code offset}; null if they aren't that. */
    static Header decode(ByteBuffer bytes, long offset) {
        ByteBuffer record = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = record.capacity();
        boolean isRecord = length >= MIN_BYTES
                && record.getInt(0) == length
                && record.getLong(8) == offset
                && record.getInt(4) == checksum(record);
        return isRecord ? new Header(length, record.getLong(16), record.getInt(24)) : null;
    }

    /** The end of the run of valid records that begins at {@code from}. */
    static long endOfRun(TailReader bytes, long from, long limit) throws IOException {
        long end = from;
        for (Header header = read(bytes, end, limit); header != null; header = read(bytes, end, limit)) {
            end += header.length();
        }
        return end;
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(8).limit(record.capacity()));
        return (int) crc.getValue();
    }
}
