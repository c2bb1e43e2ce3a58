package io.tidemark.log.format;

import static io.tidemark.log.format.RecordLayout.CHECKED_AT;
import static io.tidemark.log.format.RecordLayout.HEADER_BYTES;
import static io.tidemark.log.format.RecordLayout.INCARNATION_AT;
import static io.tidemark.log.format.RecordLayout.KIND_SHIFT;
import static io.tidemark.log.format.RecordLayout.MAX_LENGTH;
import static io.tidemark.log.format.RecordLayout.SEQUENCE_AT;
import static io.tidemark.log.format.RecordLayout.TIMESTAMP_AT;
import static io.tidemark.log.format.RecordLayout.UNFORCED_AT;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads and verifies records of one segment where they lie. {@link #verify} takes a record that is in memory as a whole;
 * otherwise {@link #readHeader}, then {@link #update} with its checksummed bytes piece by piece, then {@link
 * #isChecksumRight}. The accessors speak of the record last read, and mean something only if it was {@code VALID}.
 *
 * <p>For one thread at a time; allocates nothing after construction. Memory is given little-endian, and its position and
 * limit don't matter but are changed.
 */
public final class RecordCursor {
    private final SegmentSalt salt;
    private final CRC32C crc = new CRC32C();

    private long offset;
    private int kindAndLength;
    private int checksum;
    private long sequence;
    private long timestampMicros;
    private int incarnation;
    private int unforcedWords;

    public RecordCursor(SegmentSalt salt) {
        this.salt = salt;
    }

    /**
     * Reads and verifies the record at {@code offset} of the segment; who follows whom is for {@link RecordChain}.
     *
     * @param memory holds the segment's bytes from {@code offset} up to {@code limit} at {@code index}
     * @param limit offset behind the last byte that there is, a multiple of 8
     */
    public Verdict verify(ByteBuffer memory, int index, long offset, long limit) {
        memory.clear();
        Verdict verdict = readHeader(memory, index, offset, limit);
        if (verdict != Verdict.VALID) {
            return verdict;
        }
        return verifyBody(memory, index);
    }

    /** Verifies the record whose header was read last; {@code memory} holds all of it at {@code index}. */
    public Verdict verifyBody(ByteBuffer memory, int index) {
        update(memory, index + CHECKED_AT, index + HEADER_BYTES + length());
        return isChecksumRight() ? Verdict.VALID : Verdict.BAD_CHECKSUM;
    }

    /** Reads the 32 bytes at {@code index}; {@code VALID} if the record can be one, but for its checksum. */
    public Verdict readHeader(ByteBuffer memory, int index, long offset, long limit) {
        this.offset = offset;
        if (limit - offset < HEADER_BYTES) {
            return Verdict.NO_ROOM;
        }
        long first = memory.getLong(index);
        kindAndLength = (int) first;
        if (!isData() && !RecordKind.isKnown(kindAndLength >>> KIND_SHIFT)) {
            return Verdict.UNKNOWN_KIND;
        }
        if (length() > limit - offset - HEADER_BYTES || (!isData() && length() > 0 && kind().isEmpty())) {
            return Verdict.BAD_LENGTH;
        }
        checksum = (int) (first >>> Integer.SIZE);
        sequence = memory.getLong(index + SEQUENCE_AT);
        timestampMicros = memory.getLong(index + TIMESTAMP_AT);
        incarnation = memory.getInt(index + INCARNATION_AT);
        unforcedWords = memory.getInt(index + UNFORCED_AT);
        crc.reset();
        return Verdict.VALID;
    }

    /** Takes the next checksummed bytes; altogether they are {@link #checkedOffset} to {@link #payloadEnd}. */
    public void update(ByteBuffer memory, int fromIndex, int toIndex) {
        crc.update(memory.limit(toIndex).position(fromIndex));
        memory.clear();
    }

    /** The CRC32C of the bytes taken. */
    public int crc32c() {
        return (int) crc.getValue();
    }

    /** Whether the bytes taken are those that were written, and written here. */
    public boolean isChecksumRight() {
        return isChecksumRight(crc32c());
    }

    /** The same of checksummed bytes that this is the CRC32C of. */
    public boolean isChecksumRight(int crc32c) {
        return isChecksumRight(crc32c, salt);
    }

    /** Whether they were written here in another segment, whose salt this is. */
    public boolean isChecksumRight(int crc32c, SegmentSalt other) {
        return checksum == (crc32c ^ other.at(offset, kindAndLength));
    }

    /** Its first eight bytes: kind, length and checksum. No other record of the segment has them, as far as a checksum tells. */
    public long firstWord() {
        return Integer.toUnsignedLong(kindAndLength) | (long) checksum << Integer.SIZE;
    }

    /** Where the record begins. */
    public long offset() {
        return offset;
    }

    /** Where its checksummed bytes begin. */
    public long checkedOffset() {
        return offset + CHECKED_AT;
    }

    /** Where its payload begins. */
    public long payloadOffset() {
        return offset + HEADER_BYTES;
    }

    /** Behind the last byte of its payload. */
    public long payloadEnd() {
        return offset + HEADER_BYTES + length();
    }

    /** Where the next record begins. */
    public long nextOffset() {
        return offset + RecordLayout.recordBytes(length());
    }

    /** Whether it is a caller's record. */
    public boolean isData() {
        return kindAndLength >>> KIND_SHIFT == RecordKind.DATA.code();
    }

    public RecordKind kind() {
        return RecordKind.of(kindAndLength >>> KIND_SHIFT);
    }

    /** Length of the payload in bytes. */
    public int length() {
        return kindAndLength & MAX_LENGTH;
    }

    /** Its own for {@code DATA}, else the next one to come. */
    public long sequence() {
        return sequence;
    }

    /** Microseconds since the epoch; clocks jump, so nothing depends on it. */
    public long timestampMicros() {
        return timestampMicros;
    }

    public int incarnation() {
        return incarnation;
    }

    /** Everything below this offset of the segment was durable when the record was written. */
    public long durableOffset() {
        return Math.max(0, offset - (Integer.toUnsignedLong(unforcedWords) << 3));
    }
}
