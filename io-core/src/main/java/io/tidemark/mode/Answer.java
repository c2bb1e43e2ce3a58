package io.tidemark.mode;

/** What a probe found out about a feature. */
public enum Answer {
    /** It works. */
    AVAILABLE,
    /** It was tried, or looked at, and doesn't. */
    UNAVAILABLE,
    /** Nobody knows, because it couldn't be tried. */
    UNTRIED
}
