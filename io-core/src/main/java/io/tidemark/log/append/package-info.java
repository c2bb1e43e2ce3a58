/**
 * Appending to a log, and making durable what was appended. {@link io.tidemark.log.append.LogWriter} has two sides, {@code
 * RecordAppender} with {@code SegmentWriter} and {@code Roller} on the one, one thread at a time, and {@link
 * io.tidemark.log.append.LogForcer} beside them on the other; {@code TailState} is what the first tells the second, and {@link
 * io.tidemark.log.append.SegmentSealer} seals behind both.
 */
package io.tidemark.log.append;
