/**
 * A durable log: append once, read many times. {@link io.tidemark.log.HybridLog} is the way in.
 *
 * <p>A tour: {@code LogOpener} finds out what is left, and {@code LogReaderOpener} or {@code LogWriterOpener} puts a log
 * together from that; {@code LogWriter} has two sides, {@code RecordAppender} with {@code Roller} on the one
 * and {@code LogForcer} on the other, and {@code SegmentSealer} seals behind them; {@code LogReader} in
 * {@code io.tidemark.log.read} and {@link io.tidemark.log.LogCursor} read; {@code TailFollower} in
 * {@code io.tidemark.log.follow} follows another process that writes; {@code LogDiscarder} in
 * {@code io.tidemark.log.retain} lets the oldest segments go, as {@link io.tidemark.log.Retention} and
 * {@link io.tidemark.log.LogHold} allow.
 * {@link io.tidemark.log.Verification} and {@link io.tidemark.log.Salvage} are for logs that may be damaged.
 *
 * <p>What the bytes mean is in {@code io.tidemark.log.format}, where segments lie in {@code io.tidemark.log.segment}, who
 * forces for whom in {@code io.tidemark.log.commit}, where a record is found in {@code io.tidemark.log.index}. What is left
 * of a segment is found out in {@code io.tidemark.log.recovery}, what is left of the log in {@code io.tidemark.log.survey}.
 */
package io.tidemark.log;
