package io.tidemark.log.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The payload of a {@code FOOTER} record, little-endian, read where it lies:
 *
 * <pre>
 *  +0   base sequence                                  8
 *  +8   number of DATA records                         8
 *  +16  timestamp of the first record                  8
 *  +24  timestamp of the last record                   8
 *  +32  highest timestamp                              8
 *  +40  offset of the footer's record / 8              4
 *  +44  number of entries                              4
 *  +48  entries, 16 bytes each:
 *       sequence - base sequence                       4
 *       offset / 8                                     4
 *       highest timestamp up to this record            8
 * </pre>
 *
 * As immutable as the memory below.
 */
public final class Footer implements SegmentSummary {
    private static final int RECORD_COUNT_AT = 8;
    private static final int FIRST_TIMESTAMP_AT = 16;
    private static final int LAST_TIMESTAMP_AT = 24;
    private static final int HIGHEST_TIMESTAMP_AT = 32;
    private static final int OWN_OFFSET_AT = 40;
    private static final int ENTRY_COUNT_AT = 44;
    private static final int ENTRIES_AT = 48;
    private static final int ENTRY_BYTES = 16;

    private final ByteBuffer payload;

    private Footer(ByteBuffer payload) {
        this.payload = payload;
    }

    /** Bytes of the payload with so many entries. */
    public static int lengthBytes(int entryCount) {
        return ENTRIES_AT + entryCount * ENTRY_BYTES;
    }

    /** Bytes of the longest payload that a segment can have. */
    public static int maxLengthBytes(long segmentBytes) {
        return lengthBytes(SegmentSummary.maxEntryCount(segmentBytes));
    }

    /**
     * Writes the payload into the first bytes of {@code target}, whatever its order, position and limit.
     *
     * @param footerOffset where the footer's record will lie
     * @return the length of the payload
     */
    public static int encode(SegmentSummary summary, long footerOffset, ByteBuffer target) {
        ByteBuffer bytes = littleEndian(target);
        bytes.putLong(0, summary.baseSequence()).putLong(RECORD_COUNT_AT, summary.recordCount());
        bytes.putLong(FIRST_TIMESTAMP_AT, summary.firstTimestampMicros());
        bytes.putLong(LAST_TIMESTAMP_AT, summary.lastTimestampMicros());
        bytes.putLong(HIGHEST_TIMESTAMP_AT, summary.highestTimestampMicros());
        bytes.putInt(OWN_OFFSET_AT, (int) (footerOffset >>> 3)).putInt(ENTRY_COUNT_AT, summary.entryCount());
        for (int entry = 0; entry < summary.entryCount(); entry++) {
            int at = lengthBytes(entry);
            bytes.putInt(at, (int) (summary.sequence(entry) - summary.baseSequence()));
            bytes.putInt(at + 4, (int) (summary.offset(entry) >>> 3));
            bytes.putLong(at + 8, summary.timestampMicros(entry));
        }
        return lengthBytes(summary.entryCount());
    }

    /**
     * The footer in a payload whose checksum fits; empty if it contradicts itself, its record or its segment, for
     * a checksum proves nothing about the one who wrote it.
     *
     * @param payload its whole capacity
     * @param footerOffset where the footer's record lies
     * @param nextSequence what the footer's record says
     */
    public static Optional<Footer> decode(
            ByteBuffer payload, SegmentHeader header, long footerOffset, long nextSequence) {
        if (payload.capacity() < ENTRIES_AT || payload.capacity() > maxLengthBytes(header.segmentBytes())) {
            return Optional.empty();
        }
        Footer footer = new Footer(littleEndian(payload));
        boolean sound = footer.isComplete()
                && footer.baseSequence() == header.baseSequence()
                && footer.nextSequence() == nextSequence
                && footer.ownOffset() == footerOffset
                && footer.areRecordsPlausible()
                && footer.areEntriesPlausible();
        return sound ? Optional.of(footer) : Optional.empty();
    }

    private boolean isComplete() {
        int count = entryCount();
        return count >= 0 && count == (payload.capacity() - ENTRIES_AT) / ENTRY_BYTES && payload.capacity() % 16 == 0;
    }

    private boolean areRecordsPlausible() {
        long room = (ownOffset() - SegmentHeader.BYTES) / RecordLayout.HEADER_BYTES;
        boolean anyRecord = recordCount() > 0;
        return recordCount() >= 0
                && recordCount() <= room
                && anyRecord == entryCount() > 0
                && (anyRecord || (firstTimestampMicros() | lastTimestampMicros() | highestTimestampMicros()) == 0)
                && firstTimestampMicros() <= highestTimestampMicros()
                && lastTimestampMicros() <= highestTimestampMicros();
    }

    private boolean areEntriesPlausible() {
        long leastOffset = SegmentHeader.BYTES;
        long leastSequence = baseSequence();
        long leastTimestamp = firstTimestampMicros();
        for (int entry = 0; entry < entryCount(); entry++) {
            if (offset(entry) < leastOffset
                    || sequence(entry) < leastSequence
                    || timestampMicros(entry) < leastTimestamp
                    || (entry == 0 && (sequence(0) != leastSequence || timestampMicros(0) != leastTimestamp))) {
                return false;
            }
            leastOffset = offset(entry) + INTERVAL_BYTES;
            leastSequence = sequence(entry) + 1;
            leastTimestamp = timestampMicros(entry);
        }
        return entryCount() == 0
                || (leastOffset - INTERVAL_BYTES < ownOffset()
                        && leastSequence <= nextSequence()
                        && leastTimestamp <= highestTimestampMicros());
    }

    private long ownOffset() {
        return Integer.toUnsignedLong(payload.getInt(OWN_OFFSET_AT)) << 3;
    }

    @Override
    public long baseSequence() {
        return payload.getLong(0);
    }

    @Override
    public long recordCount() {
        return payload.getLong(RECORD_COUNT_AT);
    }

    @Override
    public long firstTimestampMicros() {
        return payload.getLong(FIRST_TIMESTAMP_AT);
    }

    @Override
    public long lastTimestampMicros() {
        return payload.getLong(LAST_TIMESTAMP_AT);
    }

    @Override
    public long highestTimestampMicros() {
        return payload.getLong(HIGHEST_TIMESTAMP_AT);
    }

    @Override
    public int entryCount() {
        return payload.getInt(ENTRY_COUNT_AT);
    }

    @Override
    public long sequence(int entry) {
        return baseSequence() + Integer.toUnsignedLong(payload.getInt(lengthBytes(entry)));
    }

    @Override
    public long offset(int entry) {
        return Integer.toUnsignedLong(payload.getInt(lengthBytes(entry) + 4)) << 3;
    }

    @Override
    public long timestampMicros(int entry) {
        return payload.getLong(lengthBytes(entry) + 8);
    }

    private static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }
}
