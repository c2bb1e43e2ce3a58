package io.tidemark.log.segment;

/** Where a segment ends. */
public sealed interface SegmentEnd {
    /** It grows; its appender's file knows. */
    record Open() implements SegmentEnd {}

    /**
     * It is read only, but may be growing under another process: all its bytes can be read, and what of them are records
     * is for the reader to find out.
     *
     * @param fileBytes how many bytes of the segment there are
     */
    record Followed(long fileBytes) implements SegmentEnd {}

    /**
     * It is complete.
     *
     * @param footerOffset behind its last record
     * @param footerLength of the footer's payload in bytes
     * @param endOffset behind the footer
     * @param fileBytes how many bytes of the segment there are; at least {@code endOffset}
     */
    record Sealed(long footerOffset, int footerLength, long endOffset, long fileBytes) implements SegmentEnd {}
}
