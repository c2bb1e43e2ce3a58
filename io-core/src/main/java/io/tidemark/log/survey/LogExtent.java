package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;

/**
 * Where a log begins and ends. What lies in front was discarded, what lies behind was never acknowledged.
 *
 * @param firstNumber of the first segment
 * @param lastNumber of the last segment
 * @param endOffset behind the last record of that one
 */
record LogExtent(long firstNumber, long lastNumber, long endOffset) {
    /** Of a log of which nobody can say it. */
    static final LogExtent UNKNOWN = new LogExtent(0, Long.MAX_VALUE, Long.MAX_VALUE);

    boolean holds(SegmentHeader segment) {
        return segment.segmentNumber() >= firstNumber && !endsBefore(segment.segmentNumber());
    }

    boolean endsBefore(long segmentNumber) {
        return segmentNumber > lastNumber;
    }

    /** Up to where a segment that it holds counts. */
    long limitIn(SegmentHeader segment) {
        return segment.segmentNumber() == lastNumber ? endOffset : segment.segmentBytes();
    }

    LogExtent withoutEnd() {
        return new LogExtent(firstNumber, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
