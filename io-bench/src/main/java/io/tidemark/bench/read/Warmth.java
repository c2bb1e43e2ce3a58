package io.tidemark.bench.read;

/** What a turn begins with. */
public enum Warmth {
    /** All of the file is where this way caches it. */
    HOT,
    /** Nothing is cached; pages that a turn itself reads, or reads ahead, stay until it ends. */
    COLD
}
