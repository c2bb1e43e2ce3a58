/**
 * A durable log: append once, read many times. {@link io.tidemark.log.HybridLog} is the way in.
 *
 * <p>A tour: {@code LogOpener} finds out what is left, and {@code LogReaderOpener} or {@code LogWriterOpener} puts a log
 * together from that. What appends and forces is in {@code io.tidemark.log.append}; what reads, up to the end that it is told,
 * in {@code io.tidemark.log.read}, with {@link io.tidemark.log.LogCursor} on top; what follows another process that writes in
 * {@code io.tidemark.log.follow}; and what lets the oldest segments go, as {@link io.tidemark.log.Retention} and
 * {@link io.tidemark.log.LogHold} allow, in {@code io.tidemark.log.retain}. {@link io.tidemark.log.Verification} and
 * {@link io.tidemark.log.Salvage} are for logs that may be damaged.
 *
 * <p>What the bytes mean is in {@code io.tidemark.log.format}, where segments lie in {@code io.tidemark.log.segment}, who
 * forces for whom in {@code io.tidemark.log.commit}, where a record is found in {@code io.tidemark.log.index}. What is left
 * of a segment is found out in {@code io.tidemark.log.recovery}, what is left of the log in {@code io.tidemark.log.survey}.
 */
package io.tidemark.log;
