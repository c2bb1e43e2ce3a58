package io.tidemark.log;

import java.nio.file.Path;

/**
 * A segment as it was when it was asked for.
 *
 * @param number of the segment; consecutive
 * @param path of its file
 * @param offset of its first byte in the file
 * @param lengthBytes from its header to the end of its records or its footer
 * @param roomBytes how long it may become; no other segment lies there
 * @param firstSequence of its first record
 * @param recordCount how many records it has
 * @param state whether it still grows
 */
public record SegmentInfo(
        long number,
        Path path,
        long offset,
        long lengthBytes,
        long roomBytes,
        long firstSequence,
        long recordCount,
        State state) {
    /** What a segment is. */
    public enum State {
        /** Appended to. */
        OPEN,
        /** Complete and immutable. */
        SEALED
    }
}
