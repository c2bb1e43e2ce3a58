package io.tidemark.log.segment;

import io.tidemark.log.format.FooterPlace;

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
     * @param footer behind its last record
     * @param fileBytes how many bytes of the segment there are, at least those up to the footer's end
     */
    record Sealed(FooterPlace footer, long fileBytes) implements SegmentEnd {
        /** Behind the footer. */
        public long endOffset() {
            return footer.endOffset();
        }
    }
}
