package io.tidemark.log;

/**
 * Counts since the log was opened.
 *
 * @param appendedRecords records that were appended
 * @param appendedBytes bytes that these records took up: payloads, the 32 bytes in front of each and its padding; what
 *     segments have of their own, headers, footers and marks, is not counted
 * @param writtenBytes bytes that went to the medium for them, partial blocks each time anew; without space prepared ahead
 * @param forces how often the medium was forced
 * @param rolls how often a new segment was begun
 */
public record LogStatistics(long appendedRecords, long appendedBytes, long writtenBytes, long forces, long rolls) {}
