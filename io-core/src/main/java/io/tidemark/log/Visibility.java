package io.tidemark.log;

/** Which records a cursor shows. */
public enum Visibility {
    /** Every record that was appended; a power cut may take the last ones back. */
    APPENDED,
    /** Only what is durable. */
    DURABLE
}
