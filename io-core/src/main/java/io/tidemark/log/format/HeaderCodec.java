package io.tidemark.log.format;

import io.tidemark.log.format.HeaderCheck.BitInZeros;
import io.tidemark.log.format.HeaderCheck.Damaged;
import io.tidemark.log.format.HeaderCheck.Flaw;
import io.tidemark.log.format.HeaderCheck.NeverWritten;
import io.tidemark.log.format.HeaderCheck.NoSegment;
import io.tidemark.log.format.HeaderCheck.UnknownVersion;
import io.tidemark.log.format.HeaderCheck.Valid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment header, little-endian:
 *
 * <pre>
 *  +0   magic "TIDELOG\n"                          8
 *  +8   version, 1                                 4
 *  +12  header bytes, 128                          4
 *  +16  log id, most significant half first       16
 *  +32  segment number                             8
 *  +40  base sequence                              8
 *  +48  incarnation                                4
 *  +52  zero                                       4
 *  +56  created, microseconds since the epoch      8
 *  +64  segment bytes                              8
 *  +72  previous footer's offset / 8, or 0         4
 *  +76  previous footer's payload length, or 0     4
 *  +80  zeros                                     44
 *  +124 CRC32C of bytes 0-123                      4
 * </pre>
 *
 * <p>The magic, the version and the checksum stay where they are in later versions.
 */
public final class HeaderCodec {
    private static final long MAGIC = 0x0a47_4f4c_4544_4954L; // "TIDELOG\n"
    private static final int VERSION = 1;

    private static final int VERSION_AT = 8;
    private static final int HEADER_BYTES_AT = 12;
    private static final int LOG_ID_AT = 16;
    private static final int SEGMENT_NUMBER_AT = 32;
    private static final int BASE_SEQUENCE_AT = 40;
    private static final int INCARNATION_AT = 48;
    private static final int CREATED_AT = 56;
    private static final int SEGMENT_BYTES_AT = 64;
    private static final int FOOTER_OFFSET_AT = 72;
    private static final int FOOTER_LENGTH_AT = 76;
    private static final int ZEROS_AT = 80;
    private static final int CRC_AT = 124;

    private HeaderCodec() {}

    /** Writes the first {@link SegmentHeader#BYTES} bytes of {@code target}, whatever its order, position and limit. */
    public static void encode(SegmentHeader header, ByteBuffer target) {
        ByteBuffer bytes = littleEndian(target);
        for (int at = 0; at < SegmentHeader.BYTES; at += Long.BYTES) {
            bytes.putLong(at, 0);
        }
        bytes.putLong(0, MAGIC).putInt(VERSION_AT, VERSION).putInt(HEADER_BYTES_AT, SegmentHeader.BYTES);
        bytes.putLong(LOG_ID_AT, header.logId().getMostSignificantBits());
        bytes.putLong(LOG_ID_AT + 8, header.logId().getLeastSignificantBits());
        bytes.putLong(SEGMENT_NUMBER_AT, header.segmentNumber());
        bytes.putLong(BASE_SEQUENCE_AT, header.baseSequence());
        bytes.putInt(INCARNATION_AT, header.incarnation());
        bytes.putLong(CREATED_AT, header.createdMicros());
        bytes.putLong(SEGMENT_BYTES_AT, header.segmentBytes());
        bytes.putInt(FOOTER_OFFSET_AT, (int) (header.previous().offset() >>> 3));
        bytes.putInt(FOOTER_LENGTH_AT, header.previous().length());
        bytes.putInt(CRC_AT, checksum(bytes));
    }

    /**
     * Looks at the first {@link SegmentHeader#BYTES} bytes of {@code source}, whatever its order, position and limit. One
     * wrong bit is put right: the checksum tells which one it is, unless more than four are wrong.
     */
    public static HeaderCheck decode(ByteBuffer source) {
        ByteBuffer bytes = copy(source);
        if (isZero(bytes, 0, SegmentHeader.BYTES)) {
            return new NeverWritten();
        }
        if (isFitting(bytes)) {
            return decodeFitting(bytes, Flaw.NONE);
        }
        if (isOneBit(bytes)) {
            return new BitInZeros();
        }
        HeaderCheck damaged = bytes.getLong(0) == MAGIC ? new Damaged("its checksum doesn't fit") : new NoSegment();
        return corrected(bytes).orElse(damaged);
    }

    private static boolean isOneBit(ByteBuffer bytes) {
        int bits = 0;
        for (int at = 0; at < SegmentHeader.BYTES; at += Long.BYTES) {
            bits += Long.bitCount(bytes.getLong(at));
        }
        return bits == 1;
    }

    /** Empty if more than one bit is wrong. */
    private static Optional<HeaderCheck> corrected(ByteBuffer bytes) {
        for (int at = 0; at < SegmentHeader.BYTES; at += Long.BYTES) {
            long word = bytes.getLong(at);
            for (long bit = 1; bit != 0; bit <<= 1) {
                if (isFitting(bytes.putLong(at, word ^ bit))) {
                    HeaderCheck check = decodeFitting(bytes, word == 0 ? Flaw.MISSING_BIT : Flaw.WRONG_BIT);
                    return Optional.of(check).filter(Valid.class::isInstance);
                }
            }
            bytes.putLong(at, word);
        }
        return Optional.empty();
    }

    /** Whether magic and checksum are right, which have their place in every version. */
    private static boolean isFitting(ByteBuffer bytes) {
        return bytes.getLong(0) == MAGIC && bytes.getInt(CRC_AT) == checksum(bytes);
    }

    private static HeaderCheck decodeFitting(ByteBuffer bytes, Flaw flaw) {
        if (bytes.getInt(VERSION_AT) != VERSION) {
            return new UnknownVersion(bytes.getInt(VERSION_AT));
        }
        if (bytes.getInt(HEADER_BYTES_AT) != SegmentHeader.BYTES
                || !isZero(bytes, INCARNATION_AT + 4, CREATED_AT)
                || !isZero(bytes, ZEROS_AT, CRC_AT)) {
            return new Damaged("its checksum fits, but version 1 has other constants");
        }
        try {
            return new Valid(read(bytes), flaw);
        } catch (IllegalArgumentException e) {
            return new Damaged("its checksum fits, but it makes no sense: " + e.getMessage());
        }
    }

    /**
     * What is left if the first {@link SegmentHeader#BYTES} bytes of {@code source} are a header of which some words are
     * zero: what a power cut leaves of one that was being written over zeros, or zeroed. Media keep words of 8 bytes whole.
     * One of which all words are there, or known, has to have the right checksum, too, or it is damaged. A number that is
     * missing is one that makes the checksum right. For headers in which more than one bit is wrong; in the others nothing
     * is missing.
     *
     * @param leastNumber of the segments that it may be the header of
     * @param mostNumber of these segments
     * @param isBaseSequence whether the segment may begin with a sequence
     */
    public static Optional<TornHeader> torn(
            ByteBuffer source,
            UUID logId,
            long leastNumber,
            long mostNumber,
            long segmentBytes,
            LongPredicate isBaseSequence) {
        ByteBuffer whole = copy(source);
        if (isFitting(whole) && !(decodeFitting(whole, Flaw.NONE) instanceof Valid)) {
            return Optional.empty(); // Nothing is missing, and yet it makes no sense.
        }
        long number = whole.getLong(SEGMENT_NUMBER_AT);
        long baseSequence = whole.getLong(BASE_SEQUENCE_AT);
        boolean isNumberMissing = number == 0 && leastNumber > 0;
        boolean isTorn = (isNumberMissing || (leastNumber <= number && number <= mostNumber))
                && (baseSequence == 0
                        || (baseSequence <= SegmentHeader.MOST_WRITTEN && isBaseSequence.test(baseSequence)))
                && isCompleted(whole, 0, MAGIC)
                && isCompleted(whole, VERSION_AT, (long) SegmentHeader.BYTES << Integer.SIZE | VERSION)
                && isCompleted(whole, LOG_ID_AT, logId.getMostSignificantBits())
                && isCompleted(whole, LOG_ID_AT + Long.BYTES, logId.getLeastSignificantBits())
                && isCompleted(whole, SEGMENT_BYTES_AT, segmentBytes)
                && isZero(whole, INCARNATION_AT + 4, CREATED_AT)
                && isZero(whole, ZEROS_AT, CRC_AT);
        if (!isTorn) {
            return Optional.empty();
        }
        OptionalLong fitting =
                isNumberMissing ? fittingNumber(whole, leastNumber, mostNumber) : fittingNumber(whole, number, number);
        return fitting.isPresent() || isWordMissing(whole)
                ? Optional.of(new TornHeader(fitting.orElse(number), baseSequence))
                : Optional.empty();
    }

    /** The one that makes the checksum right; leaves one of them in its place. */
    private static OptionalLong fittingNumber(ByteBuffer header, long least, long most) {
        return LongStream.rangeClosed(least, most)
                .filter(number -> header.putLong(SEGMENT_NUMBER_AT, number).getInt(CRC_AT) == checksum(header))
                .findFirst();
    }

    /** The same for the very first header of a log whose id and segments' size nobody knows. */
    public static boolean isFirstTorn(ByteBuffer source) {
        ByteBuffer bytes = littleEndian(source);
        UUID logId = new UUID(bytes.getLong(LOG_ID_AT), bytes.getLong(LOG_ID_AT + Long.BYTES));
        long segmentBytes = bytes.getLong(SEGMENT_BYTES_AT);
        return bytes.getLong(FOOTER_OFFSET_AT) == 0
                && torn(source, logId, 0, 0, segmentBytes, sequence -> false).isPresent();
    }

    /** Puts a word in its place; false if something else is there. */
    private static boolean isCompleted(ByteBuffer header, int at, long word) {
        boolean fits = header.getLong(at) == 0 || header.getLong(at) == word;
        header.putLong(at, word);
        return fits;
    }

    /** Whether one of the other words is zero that never is: then nothing can be said about the checksum. */
    private static boolean isWordMissing(ByteBuffer header) {
        boolean hasPredecessor = header.getLong(SEGMENT_NUMBER_AT) > 0;
        return (hasPredecessor && (header.getLong(BASE_SEQUENCE_AT) == 0 || header.getLong(FOOTER_OFFSET_AT) == 0))
                || header.getLong(LOG_ID_AT) == 0
                || header.getLong(LOG_ID_AT + Long.BYTES) == 0
                || header.getInt(INCARNATION_AT) == 0
                || header.getLong(CREATED_AT) == 0
                || header.getLong(SEGMENT_BYTES_AT) == 0
                || header.getInt(CRC_AT) == 0;
    }

    private static SegmentHeader read(ByteBuffer bytes) {
        if (Math.max(bytes.getLong(SEGMENT_NUMBER_AT), bytes.getLong(BASE_SEQUENCE_AT)) > SegmentHeader.MOST_WRITTEN) {
            throw new IllegalArgumentException("No segment has number " + bytes.getLong(SEGMENT_NUMBER_AT)
                    + " and base sequence " + bytes.getLong(BASE_SEQUENCE_AT));
        }
        return new SegmentHeader(
                new UUID(bytes.getLong(LOG_ID_AT), bytes.getLong(LOG_ID_AT + 8)),
                bytes.getLong(SEGMENT_NUMBER_AT),
                bytes.getLong(BASE_SEQUENCE_AT),
                bytes.getInt(INCARNATION_AT),
                bytes.getLong(CREATED_AT),
                bytes.getLong(SEGMENT_BYTES_AT),
                new FooterPlace(
                        Integer.toUnsignedLong(bytes.getInt(FOOTER_OFFSET_AT)) << 3, bytes.getInt(FOOTER_LENGTH_AT)));
    }

    private static ByteBuffer copy(ByteBuffer source) {
        ByteBuffer copy = littleEndian(ByteBuffer.allocate(SegmentHeader.BYTES));
        return copy.put(0, littleEndian(source), 0, SegmentHeader.BYTES);
    }

    private static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isZero(ByteBuffer bytes, int from, int to) {
        for (int at = from; at < to; at += Integer.BYTES) {
            if (bytes.getInt(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
