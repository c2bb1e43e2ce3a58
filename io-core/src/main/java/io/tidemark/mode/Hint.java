package io.tidemark.mode;

/** What a caller knows about its own workload; advice to the policy, never a promise it relies on. */
public enum Hint {
    /** Reads jump about; zero-copy look-ups pay. */
    RANDOM_READS,
    /** Appended data need not survive a power cut, only the death of the process. */
    VOLATILE_IS_ENOUGH,
    /**
     * The medium of a DAX file is read as fast as DRAM (battery-backed DRAM, for instance), so that a copy of its bytes in
     * DRAM gains nothing. Without this hint it is taken for slower, as persistent memory is.
     */
    MEDIUM_IS_FAST_AS_DRAM
}
