package io.tidemark.log;

/** How the segments of a log lie on disk. */
public enum Layout {
    /**
     * One file of equal slots, which are used again when their segments are discarded: written extents, no file to create
     * or delete at a roll.
     */
    SINGLE_FILE,
    /** A directory with a file for each segment, which is deleted when the segment is discarded. */
    DIRECTORY
}
