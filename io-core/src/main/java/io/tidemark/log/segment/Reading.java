package io.tidemark.log.segment;

/** What the bytes at a place are read for: that decides whose word is taken for them. */
public enum Reading {
    /**
     * By who holds the lock, and cuts off what nothing proves. All is read: the file system's word for it that there is nothing
     * is no reason to cut a log off. Nobody else changes the file.
     */
    TO_APPEND,
    /**
     * By who reads a log that somebody may be writing, who may cut a file off under a mapping. Holes aren't read, by the kernel's
     * readahead neither, so that the page cache stays without their zeros.
     */
    TO_FOLLOW,
    /**
     * By who looks at what is left of a log, and never appends. As {@link #TO_FOLLOW}, but what the medium doesn't give back
     * counts as zeros, and {@link PlaceBytes#mediaErrors} tells of it; to others it is an error.
     */
    TO_EXAMINE;

    /** Whether it is by who holds the lock, so that nobody else changes the file, and what is found may be settled. */
    public boolean isUnderLock() {
        return this == TO_APPEND;
    }

    /** Whether what lies in a hole, which is zeros, isn't read. */
    boolean passesOverHoles() {
        return !isUnderLock();
    }
}
