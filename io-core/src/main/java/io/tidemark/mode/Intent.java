package io.tidemark.mode;

/** What a range is for. */
public enum Intent {
    /** The tail: appended to, forced, read near its end. */
    APPEND,
    /** Sealed: read many times, never written again. */
    READ_SEALED
}
