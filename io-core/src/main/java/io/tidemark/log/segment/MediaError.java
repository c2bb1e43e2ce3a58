package io.tidemark.log.segment;

/**
 * Bytes that the medium doesn't give back.
 *
 * @param offset of the first one
 * @param endOffset behind the last one
 * @param why as the kernel says
 */
public record MediaError(long offset, long endOffset, String why) {
    /** Whether it has some of these bytes. */
    public boolean touches(long from, long to) {
        return offset < to && endOffset > from;
    }

    /** What is to be said of it. */
    public String description() {
        return "can't be read: " + why + "; see the kernel log";
    }
}
