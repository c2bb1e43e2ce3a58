package io.tidemark.log.segment;

/** Where a segment ends. */
public sealed interface SegmentEnd {
    /** It grows; its appender's file knows. */
    record Open() implements SegmentEnd {}

    /**
     * It is read only, but may be growing under another process.
     *
     * @param fileBytes how many bytes of the segment there were when that was looked at; its writer's close cuts off what is
     *     no record
     * @param validEnd behind the last record that was found
     */
    record Followed(long fileBytes, long validEnd) implements SegmentEnd {}

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
