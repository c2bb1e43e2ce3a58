package io.tidemark.log;

import io.tidemark.log.segment.SegmentFileName;
import java.nio.file.Path;

/** How the segments of a log lie on disk. */
public enum Layout {
    /**
     * One file of equal slots, which are used again when their segments are discarded: written extents, no file to create
     * or delete at a roll.
     */
    SINGLE_FILE,
    /** A directory with a file for each segment, which is deleted when the segment is discarded. */
    DIRECTORY;

    /** Whether a file is named as the segments of a directory are; a log of one file has another name. */
    public static boolean isNameOfSegment(Path file) {
        return SegmentFileName.isNameOf(file);
    }
}
