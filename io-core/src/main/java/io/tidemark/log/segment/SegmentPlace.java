package io.tidemark.log.segment;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Where a segment lies.
 *
 * @param path of the file
 * @param offset of the segment's first byte in it; 0 where a segment has a file of its own
 * @param number of the segment, if its file is named by it
 * @param reading what it is read for, by whoever opened the store that it is a place of
 */
public record SegmentPlace(Path path, long offset, OptionalLong number, Reading reading) {
    /** A place that any segment may take. */
    public SegmentPlace(Path path, long offset, Reading reading) {
        this(path, offset, OptionalLong.empty(), reading);
    }

    /** Whether the segment of this number may lie here: in a file that is named by one, no other may. */
    public boolean mayHold(long segmentNumber) {
        return number.orElse(segmentNumber) == segmentNumber;
    }

    /** Whether no other segment ever takes it. */
    public boolean isItsOwn() {
        return number.isPresent();
    }

    @Override
    public String toString() {
        return offset == 0 ? path.toString() : path + " at " + offset;
    }
}
