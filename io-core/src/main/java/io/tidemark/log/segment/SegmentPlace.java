package io.tidemark.log.segment;

import java.nio.file.Path;

/**
 * Where a segment lies.
 *
 * @param path of the file
 * @param offset of the segment's first byte in it; 0 where a segment has a file of its own
 */
public record SegmentPlace(Path path, long offset) {
    @Override
    public String toString() {
        return offset == 0 ? path.toString() : path + " at " + offset;
    }
}
