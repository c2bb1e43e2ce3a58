package io.tidemark.mode;

/** What a range is for. */
public enum Intent {
    /** The tail: appended to, forced, read near its end. */
    APPEND,
    /** Sealed: read many times, never written again. */
    READ_SEALED;

    /** Whether a range in {@code mode} can serve this intent at all, wherever it lies. */
    public boolean fits(RangeMode mode) {
        return this == APPEND ? mode.isOpen() : mode.isSealed();
    }
}
