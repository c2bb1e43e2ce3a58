package io.tidemark.log.format;

import java.util.UUID;

/**
 * What the first 128 bytes of a segment say.
 *
 * @param baseSequence of the segment's first {@code DATA} record
 * @param incarnation of the log when the segment was begun, from 1 on
 * @param createdMicros microseconds since the epoch, for people
 * @param segmentBytes size of the slot, a power of two from 1 MiB to 1 GiB
 * @param previous where the footer of the segment before lies; {@link FooterPlace#NONE} if there was none before, or it was not
 *     sealed cleanly
 */
public record SegmentHeader(
        UUID logId,
        long segmentNumber,
        long baseSequence,
        int incarnation,
        long createdMicros,
        long segmentBytes,
        FooterPlace previous) {
    /** Where the records begin. */
    public static final int BYTES = 128;

    /** Bounds of {@link #segmentBytes}. */
    public static final long MIN_SEGMENT_BYTES = 1L << 20;

    public static final long MAX_SEGMENT_BYTES = 1L << 30;

    /** No log has a higher one: there would be none for its next opening. */
    public static final int MOST_INCARNATION = Integer.MAX_VALUE - 1;

    /** No header that was written says a higher number or sequence; so others can be counted on from it. */
    static final long MOST_WRITTEN = 1L << 62;

    /** A log with higher ones is not appended to, so that appends never come to what can't be written. */
    public static final long MOST_APPENDED_TO = MOST_WRITTEN >> 1;

    /** Nor is a higher one ever supposed. */
    private static final long MOST = MOST_WRITTEN + (MOST_WRITTEN >> 1);

    public SegmentHeader {
        if (segmentNumber < 0
                || segmentNumber > MOST
                || baseSequence < 0
                || baseSequence > MOST
                || incarnation < 1
                || incarnation > MOST_INCARNATION) {
            throw new IllegalArgumentException("No segment has number " + segmentNumber + ", base sequence "
                    + baseSequence + " and incarnation " + incarnation);
        }
        if (Long.bitCount(segmentBytes) != 1 || segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    "A segment of " + segmentBytes + " bytes, must be a power of two from 1 MiB to 1 GiB");
        }
    }

    /** The same segment, of which this is known better. */
    public SegmentHeader with(long newBaseSequence, int newIncarnation) {
        return new SegmentHeader(
                logId, segmentNumber, newBaseSequence, newIncarnation, createdMicros, segmentBytes, previous);
    }

    /**
     * What is supposed to have been the header of another segment of the log.
     *
     * @param leastSequence a bound for its base sequence
     * @param leastIncarnation a bound for its incarnation
     */
    public SegmentHeader supposed(long number, long leastSequence, int leastIncarnation) {
        return new SegmentHeader(logId, number, leastSequence, leastIncarnation, 0, segmentBytes, FooterPlace.NONE);
    }

    /** What binds the checksums of its records to this segment. */
    public SegmentSalt salt() {
        return SegmentSalt.of(logId, segmentNumber);
    }
}
