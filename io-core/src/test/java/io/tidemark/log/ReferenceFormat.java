package io.tidemark.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The file format once more, written from {@code docs/file-format.md} and without any of the library's code: CRC32C bit
 * by bit, the salt step by step.
 */
public final class ReferenceFormat {
    private ReferenceFormat() {}

    public static int crc32c(byte[] bytes, int from, int to) {
        int crc = -1;
        for (int at = from; at < to; at++) {
            crc ^= bytes[at] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f6_3b78);
            }
        }
        return ~crc;
    }

    /** The checksum that the record at {@code offset} must have, from its other bytes and the segment's header. */
    public static int checksum(byte[] segment, int offset) {
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int kindAndLength = bytes.getInt(offset);
        int length = kindAndLength & 0x0fff_ffff;
        return crc32c(segment, offset + 8, offset + 32 + length)
                ^ salt(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32), offset, kindAndLength);
    }

    /** Makes the checksum of the record at {@code offset} fit. */
    public static void fit(byte[] segment, int offset) {
        ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).putInt(offset + 4, checksum(segment, offset));
    }

    /** Makes the checksum of the segment's header fit. */
    public static void fitHeader(byte[] segment) {
        ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).putInt(124, crc32c(segment, 0, 124));
    }

    private static int salt(long idHigh, long idLow, long segmentNumber, long offset, int kindAndLength) {
        long seed = mix64(mix64(mix64(idHigh + 0x9e3779b97f4a7c15L) ^ idLow) ^ segmentNumber);
        int place = (int) (mix64(seed ^ offset) >>> 32);
        return mix32(kindAndLength ^ place);
    }

    private static long mix64(long x) {
        x ^= x >>> 33;
        x *= 0xff51afd7ed558ccdL;
        x ^= x >>> 33;
        x *= 0xc4ceb9fe1a85ec53L;
        x ^= x >>> 33;
        return x;
    }

    private static int mix32(int x) {
        x ^= x >>> 16;
        x *= 0x85ebca6b;
        x ^= x >>> 13;
        x *= 0xc2b2ae35;
        x ^= x >>> 16;
        return x;
    }
}
