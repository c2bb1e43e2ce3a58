package io.tidemark.log.format;

/**
 * What a segment holds, in short: the range of its sequences, its timestamps, and some of its records as entries to find
 * the others from. There is an entry for the first {@code DATA} record, and for each one that begins {@link
 * #INTERVAL_BYTES} or more behind the last one with an entry. Footers store it, the index keeps it in memory.
 */
public interface SegmentSummary {
    /** Least distance of entries: 16 bytes of index for this many of data, 0.2 %. */
    int INTERVAL_BYTES = 8 << 10;

    /** The most entries that a segment can have. */
    static int maxEntryCount(long segmentBytes) {
        return (int) (segmentBytes / INTERVAL_BYTES);
    }

    /** The sequence of the first {@code DATA} record. */
    long baseSequence();

    /** How many {@code DATA} records there are; they are numbered without a gap. */
    long recordCount();

    /** Timestamp of the first record in microseconds; 0 without records. */
    long firstTimestampMicros();

    /** Timestamp of the last record in microseconds; 0 without records. */
    long lastTimestampMicros();

    /** The highest of all timestamps in microseconds; 0 without records. */
    long highestTimestampMicros();

    int entryCount();

    /** Sequence of an entry's record. */
    long sequence(int entry);

    /** Offset of an entry's record in the segment. */
    long offset(int entry);

    /** The highest timestamp up to the entry's record, that one included. */
    long timestampMicros(int entry);

    /** The sequence behind the last record's. */
    default long nextSequence() {
        return baseSequence() + recordCount();
    }

    /** Whether both say the same. */
    default boolean matches(SegmentSummary other) {
        if (baseSequence() != other.baseSequence()
                || recordCount() != other.recordCount()
                || firstTimestampMicros() != other.firstTimestampMicros()
                || lastTimestampMicros() != other.lastTimestampMicros()
                || highestTimestampMicros() != other.highestTimestampMicros()
                || entryCount() != other.entryCount()) {
            return false;
        }
        for (int entry = 0; entry < entryCount(); entry++) {
            if (sequence(entry) != other.sequence(entry)
                    || offset(entry) != other.offset(entry)
                    || timestampMicros(entry) != other.timestampMicros(entry)) {
                return false;
            }
        }
        return true;
    }
}
