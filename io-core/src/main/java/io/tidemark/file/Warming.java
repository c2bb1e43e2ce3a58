package io.tidemark.file;

/** What happens to the page cache, or the cache of blocks, when a range written past it is sealed. */
public enum Warming {
    /** Nothing: the first read of a page fetches it from the device. */
    NONE,
    /** The range is read ahead in the background, so that readers a little behind the tail find it in memory. */
    SEALED
}
