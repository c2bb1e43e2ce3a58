package io.tidemark.file;

/** What {@link HybridFile#open} expects to find, and whether it may write. */
public enum OpenMode {
    /** Creates the file; an existing one is an error. */
    CREATE_NEW,
    /** Opens the file for writing, creating it where it is missing. */
    CREATE_OR_OPEN,
    /** Opens an existing file for writing. */
    OPEN_EXISTING,
    /**
     * Opens an existing file for reading, without a lock. Of a file that was closed cleanly everything is readable. While
     * a writer has the file open, or after one has died, the end is what was stored last: what was sealed on request is
     * below it, the seal that moves by itself is stored every 64 MiB. Ranges that the writer discards meanwhile read as
     * zeros, or as they were where a {@link BlockCache} still has them.
     */
    READ_ONLY
}
