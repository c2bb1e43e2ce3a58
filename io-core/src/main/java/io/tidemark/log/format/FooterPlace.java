package io.tidemark.log.format;

/**
 * Where a footer lies in its segment.
 *
 * @param offset of the record, a multiple of 8
 * @param length of its payload in bytes
 */
public record FooterPlace(long offset, int length) {
    /** There is no footer, or nobody knows where it is. */
    public static final FooterPlace NONE = new FooterPlace(0, 0);

    public FooterPlace {
        boolean inSegment = offset >= SegmentHeader.BYTES
                && offset < SegmentHeader.MAX_SEGMENT_BYTES
                && offset % RecordLayout.ALIGNMENT_BYTES == 0
                && length >= 0;
        if (!inSegment && (offset != 0 || length != 0)) {
            throw new IllegalArgumentException(
                    "No footer lies at offset " + offset + " with a length of " + length + " bytes");
        }
    }

    /** Whether there is one. */
    public boolean isKnown() {
        return offset > 0;
    }

    /** Behind the footer's record; 0 if there is none. */
    public long endOffset() {
        return offset == 0 ? 0 : offset + RecordLayout.recordBytes(length);
    }
}
