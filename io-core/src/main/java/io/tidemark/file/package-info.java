/**
 * Files with an access mode for each range. {@link io.tidemark.file.HybridFile} is the way in.
 *
 * <p>A tour: {@code FileOpener} opens; {@code RangeTable} holds the ranges as readers see them and as they survive;
 * {@code Reader} reads; {@code Writer} has two sides, {@code Appender} on the one and {@code Forcer} with
 * {@code MovingSeal} and {@code Sealer} on the other; {@code Transitions} changes modes on request. How bytes
 * are reached in each mode is in {@code io.tidemark.file.access}, the growing end of the file in
 * {@code io.tidemark.file.tail}, what survives reopening in {@code io.tidemark.file.state}. What caches bytes of a DAX file
 * is in {@code io.tidemark.file.block}, or by a second inode in {@code io.tidemark.file.shadow}; what Flight Recorder is told
 * of all this in {@code io.tidemark.file.event}.
 */
package io.tidemark.file;
