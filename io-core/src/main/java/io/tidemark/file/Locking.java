package io.tidemark.file;

/** How a writer keeps other writers out. */
public enum Locking {
    /** An open-file-description lock; a second writer gets {@link FileLockedException}. Gone with the descriptor. */
    EXCLUSIVE,
    /** No lock, for file systems without them; the caller guarantees that there is one writer. */
    NONE
}
