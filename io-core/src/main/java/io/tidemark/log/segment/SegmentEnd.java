package io.tidemark.log.segment;

/**
 * Where a sealed segment ends.
 *
 * @param recordsEnd behind its last record, where the footer begins
 * @param footerLength of the footer's payload in bytes; 0 with {@code endOffset == recordsEnd} if it has none
 * @param endOffset behind the footer
 * @param fileBytes how many bytes of the segment there are; at least {@code endOffset}
 */
public record SegmentEnd(long recordsEnd, int footerLength, long endOffset, long fileBytes) {
    /** It isn't sealed: it ends where its appender's file does. */
    public static final SegmentEnd OPEN = new SegmentEnd(0, 0, 0, 0);

    /** Whether it still grows. */
    public boolean isOpen() {
        return endOffset == 0;
    }
}
