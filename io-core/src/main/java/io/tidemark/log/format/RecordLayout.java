package io.tidemark.log.format;

/**
 * Where the parts of a record lie, little-endian, from an offset that is a multiple of 8:
 *
 * <pre>
 *  +0   payload length (low 28 bits), kind (high 4)   4
 *  +4   checksum                                      4
 *  +8   sequence                                      8
 *  +16  timestamp, microseconds since the epoch       8
 *  +24  incarnation                                   4
 *  +28  unforced words                                4
 *  +32  payload, then zeros up to a multiple of 8
 * </pre>
 *
 * The checksum is the CRC32C of {@code [8, 32 + length)} XOR {@link SegmentSalt#at}.
 */
public final class RecordLayout {
    /** Bytes in front of the payload. */
    public static final int HEADER_BYTES = 32;

    /** Records begin at multiples of this many bytes. */
    public static final int ALIGNMENT_BYTES = 8;

    /** The longest payload that the length field can say; a segment may leave less room. */
    public static final int MAX_LENGTH = (1 << 28) - 1;

    /** Where the sequence lies. */
    public static final int SEQUENCE_AT = 8;

    static final int KIND_SHIFT = 28;
    static final int TIMESTAMP_AT = 16;
    static final int INCARNATION_AT = 24;
    static final int UNFORCED_AT = 28;

    /** Where the checksummed bytes begin. */
    static final int CHECKED_AT = 8;

    private RecordLayout() {}

    /** No more records than this fit into so many bytes. */
    public static long mostRecords(long bytes) {
        return bytes / HEADER_BYTES;
    }

    /** The highest sequence that a record in so many bytes can have, if the first has at most {@code first}. */
    public static long mostSequence(long first, long bytes) {
        long most = first + mostRecords(bytes);
        return most < 0 ? Long.MAX_VALUE : most; // What is damaged may say anything.
    }

    /** Bytes that a record takes up, padding included. */
    public static int recordBytes(int length) {
        return (HEADER_BYTES + length + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }
}
