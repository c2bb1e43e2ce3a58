package io.tidemark.bench.read;

/** In which order a file is read. */
public enum Order {
    RANDOM,
    SEQUENTIAL
}
