package io.tidemark.mode;

/** What a place (file system, device, kernel, JVM) may or may not be able to do. */
public enum Feature {
    /** The file's DAX state is on: no page cache, loads and stores reach the medium. */
    DAX,
    /** A file's DAX state can be switched off: it follows the file's flag once everybody has closed the file. */
    DAX_SWITCH,
    /** A shared mapping with MAP_SYNC: a store that was written back is durable. */
    MAP_SYNC,
    /** This JVM's {@code MappedByteBuffer.force} on a MAP_SYNC mapping: write-back of cache lines, no system call. */
    SYNC_FORCE,
    /** O_DIRECT writes, tried with a real one. */
    DIRECT_IO,
    /** One write that is durable when it returns (pwritev2 with RWF_DSYNC). */
    DURABLE_WRITE,
    /** A read that leaves nothing in the page cache (RWF_DONTCACHE). */
    UNCACHED_READ,
    /** A read that fails rather than waits (RWF_NOWAIT). */
    NOWAIT_READ,
    /** cachestat(2): residency without a mapping. Never tried on DAX. */
    CACHE_STATISTICS,
    /** Space that is allocated before it is written (fallocate). */
    PREALLOCATION,
    /** Space given back from the middle of a file (hole punching). */
    HOLE_PUNCHING,
    /** Extents shared between two files without a copy (FICLONERANGE). */
    REFLINK,
    /** Pages prepared for writing by a call that returns an error instead of a SIGBUS later (MADV_POPULATE_WRITE). */
    POPULATE_WRITE,
    /** Open-file-description locks. */
    FILE_LOCKS,
    /** What is written survives a power cut (no memory file system, and no overlay with the option {@code volatile}). */
    PERSISTENT_MEDIUM
}
