package io.tidemark.mode;

/** How the bytes of a range are written, read and made durable. A range has exactly one mode at any moment. */
public enum RangeMode {
    /** Stores into a MAP_SYNC mapping of a DAX inode; durable by cache-line write-back, no system call. */
    DAX_MAPPED(Life.OPEN),
    /** pwrite(2) on a DAX inode; durable by fdatasync(2). */
    DAX_WRITE(Life.OPEN),
    /** O_DIRECT writes from aligned memory, past the page cache; durable by RWF_DSYNC or fdatasync(2). */
    DIRECT(Life.OPEN),
    /** Stores into a plain shared mapping; durable by msync(2). */
    MAPPED(Life.OPEN),
    /** pwrite(2) through the page cache; durable by fdatasync(2). */
    BUFFERED(Life.OPEN),
    /** Immutable; pread(2) through the page cache. */
    CACHED(Life.SEALED),
    /** Immutable; a read-only mapping of the page cache, zero copy. */
    CACHED_MAPPED(Life.SEALED),
    /**
     * Immutable; read through a bounded cache of blocks in the library's own memory, for files that have no page cache.
     * It is to be had everywhere, although it is chosen only on DAX: it needs nothing but reads, a file that was copied
     * elsewhere stays readable, and whoever wants a bound on the memory that sealed data take, or lives on a file system
     * that caches badly (FUSE), can ask for it. Off DAX blocks are read by O_DIRECT where that works, so that they aren't
     * in memory twice.
     */
    BLOCK_CACHED(Life.SEALED),
    /** Immutable, in a DAX file on XFS; read through the page cache of a second inode that shares the blocks. */
    SHADOWED(Life.SEALED),
    /** Gone: its space is given back, reading it is an error. */
    DISCARDED(Life.DISCARDED);

    private enum Life {
        OPEN,
        SEALED,
        DISCARDED
    }

    private final Life life;

    RangeMode(Life life) {
        this.life = life;
    }

    /** True where a range in this mode can be written. */
    public boolean isOpen() {
        return life == Life.OPEN;
    }

    /** True where a range in this mode is immutable and readable. */
    public boolean isSealed() {
        return life == Life.SEALED;
    }
}
