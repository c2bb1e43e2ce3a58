package io.tidemark.file;

/** How the end of the data is known after a crash, when zeros that were prepared for more stand behind it. */
public enum EndMarking {
    /** By a byte that is not zero, which the file keeps right behind the data: whatever the data ends with is found. */
    MARKED,
    /**
     * By the data itself: a {@link TailScanner} that understands it finds the end without help, as with records that
     * have checksums. The file writes nothing but the data and zeros, so a force whose data ends with a write unit of the
     * medium writes no further one.
     */
    UNMARKED
}
