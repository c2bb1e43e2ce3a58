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
     * Opens an existing file for reading, without a lock: what is sealed and stored is readable also while a writer
     * has the file open. Of a file that was closed cleanly everything is readable.
     */
    READ_ONLY
}
