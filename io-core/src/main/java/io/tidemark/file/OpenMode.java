package io.tidemark.file;

/** What opening a {@link HybridFile} or a {@link io.tidemark.log.HybridLog} expects to find, and whether it may write. */
public enum OpenMode {
    /** Creates it; that something is there is an error. */
    CREATE_NEW,
    /** Opens it for writing, and creates it where it is missing. */
    CREATE_OR_OPEN,
    /** Opens an existing one for writing. */
    OPEN_EXISTING,
    /**
     * Opens an existing one for reading, without a lock.
     *
     * <p>A log follows its writer: what is appended is found, and what is discarded is told.
     *
     * <p>A file doesn't. Of one that was closed cleanly everything is readable. While a writer has it open, or after one has
     * died, the end is what was stored last: what was sealed on request is below it, the seal that moves by itself is stored
     * every 64 MiB. Ranges that the writer discards meanwhile read as zeros, or as they were where a {@link BlockCache}
     * still has them.
     */
    READ_ONLY
}
