package io.tidemark.log;

import java.nio.file.Path;
import java.util.List;

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
 * @param ranges with mode and reason; offsets are relative to the segment; empty if its file is not open
 */
public record SegmentInfo(
        long number,
        Path path,
        long offset,
        long lengthBytes,
        long roomBytes,
        long firstSequence,
        long recordCount,
        State state,
        List<io.tidemark.file.Range> ranges) {
    /** What a segment is. */
    public enum State {
        /** Appended to. */
        OPEN,
        /** Complete and immutable. */
        SEALED
    }

    public SegmentInfo {
        ranges = List.copyOf(ranges);
    }
}
