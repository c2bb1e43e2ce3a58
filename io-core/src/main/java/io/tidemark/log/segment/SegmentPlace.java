package io.tidemark.log.segment;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Where a segment lies.
 *
 * @param path of the file
 * @param offset of the segment's first byte in it; 0 where a segment has a file of its own
 * @param number of the segment, if its file is named by it
 * @param isExamined whether somebody only looks at what is left there: then what the medium doesn't give back counts as
 *     zeros, and {@link PlaceBytes#mediaErrors} tells of it. Never for who may append: there it is an error
 */
public record SegmentPlace(Path path, long offset, OptionalLong number, boolean isExamined) {
    /** A place that is read as it is. */
    public SegmentPlace(Path path, long offset, OptionalLong number) {
        this(path, offset, number, false);
    }

    /** A place that any segment may take. */
    public SegmentPlace(Path path, long offset) {
        this(path, offset, OptionalLong.empty());
    }

    /** The same place, for who looks at what is left there. */
    public SegmentPlace examined() {
        return new SegmentPlace(path, offset, number, true);
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
