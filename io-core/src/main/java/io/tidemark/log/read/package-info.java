/**
 * Reading a log by sequence: {@link io.tidemark.log.read.LogReader}, as far as a {@link io.tidemark.log.read.LogEnd} says that
 * it reaches; whoever appends or follows knows that. {@code RecordLookup} finds one record, {@code RecordBatch} many at a time,
 * and {@link io.tidemark.log.read.ReadFailures} says what kept somebody from reading one.
 */
package io.tidemark.log.read;
