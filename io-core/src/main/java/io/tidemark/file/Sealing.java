package io.tidemark.file;

/** Who moves the seal. */
public enum Sealing {
    /** The file: what is forced is sealed, border by border, as the tail moves on. In-place updates end there. */
    CONTINUOUS,
    /** The caller, by {@link HybridFile#seal} alone. What is not sealed stays writable. */
    ON_REQUEST
}
