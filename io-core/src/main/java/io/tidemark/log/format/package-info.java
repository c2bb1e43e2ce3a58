/**
 * The bytes of a log: segment header, records, footer. Pure code over memory, little-endian, nothing allocated on the way
 * in or out of a record. {@code docs/file-format.md} is the specification.
 *
 * <p>A tour: {@link io.tidemark.log.format.SegmentHeader} says which segment this is, {@link
 * io.tidemark.log.format.SegmentSalt} binds a record's checksum to its place, {@link
 * io.tidemark.log.format.RecordWriter} and {@link io.tidemark.log.format.RecordCursor} write and verify records, {@link
 * io.tidemark.log.format.RecordChain} says which one may follow, {@link io.tidemark.log.format.Footer} ends a segment.
 */
package io.tidemark.log.format;
