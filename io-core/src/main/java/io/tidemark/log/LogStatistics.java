package io.tidemark.log;

/**
 * Counts since the log was opened. Each is as it was at some moment of the call; a moment later or earlier for one than for
 * another, while the log is in use.
 *
 * @param appendedRecords records that were appended
 * @param appendedBytes bytes that these records took up: payloads, the 32 bytes in front of each and its padding; what
 *     segments have of their own, headers, footers and marks, is not counted
 * @param unforcedBytes how many of these bytes are not known to be durable now
 * @param writtenBytes bytes written to the medium for them; a partial block counts each time it is rewritten. Space
 *     prepared ahead, and complete segments that are not sealed yet, are not counted
 * @param forces how often one thread forced for all who waited: a force that takes several segments counts once, and what the
 *     log forces for itself, as it opens, rolls or discards, doesn't
 * @param rolls how often a segment was completed, and the next one begun
 * @param discardedSegments how many segments were discarded, by hand or by {@link Retention}
 * @param backPressureWaits how often an append has waited because {@link LogOptions#maxUnforcedBytes} had been exceeded
 * @param backPressureNanos nanoseconds that these waits took, all threads together; of those that have ended
 */
public record LogStatistics(
        long appendedRecords,
        long appendedBytes,
        long unforcedBytes,
        long writtenBytes,
        long forces,
        long rolls,
        long discardedSegments,
        long backPressureWaits,
        long backPressureNanos) {
    /** Of a log that is open for reading only. */
    static final LogStatistics NONE = new LogStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
