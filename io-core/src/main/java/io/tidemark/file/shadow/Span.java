package io.tidemark.file.shadow;

/**
 * Part of a file.
 *
 * @param start offset of the first byte
 * @param end offset behind the last byte
 */
public record Span(long start, long end) {
    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("No such span: [" + start + ", " + end + ")");
        }
    }

    /** In bytes. */
    public long length() {
        return end - start;
    }
}
