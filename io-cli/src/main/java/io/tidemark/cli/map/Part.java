package io.tidemark.cli.map;

import io.tidemark.file.Range;

/** What a part of a file is, as a picture shows it. */
public enum Part {
    /** Range states, below the data. */
    HEADER('H', "header"),
    /** Sealed, read by system calls through the page cache. */
    CACHED('C', "sealed, cached"),
    /** Sealed, read through a mapping of the page cache. */
    MAPPED('M', "sealed, mapped"),
    /** Sealed, read through the library's own cache of blocks. */
    BLOCKS('B', "sealed, block cache"),
    /** Below the tail, but still open. */
    OPEN('O', "open"),
    /** Gone. */
    DISCARDED('D', "discarded"),
    /** Appended to. */
    TAIL('T', "tail"),
    /** Of a log: room for segments to come, or for more of the last one. */
    FREE('F', "free");

    private final char letter;
    private final String title;

    Part(char letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    /** Stands for it in a picture. */
    public char letter() {
        return letter;
    }

    /** For a legend. */
    public String title() {
        return title;
    }

    /** Whether it is immutable and readable. */
    public boolean isSealed() {
        return this == CACHED || this == MAPPED || this == BLOCKS;
    }

    /** What a range is that isn't the last one. */
    static Part ofInner(Range range) {
        return switch (range.mode()) {
            case CACHED, SHADOWED -> CACHED;
            case CACHED_MAPPED -> MAPPED;
            case BLOCK_CACHED -> BLOCKS;
            case DISCARDED -> DISCARDED;
            default -> OPEN;
        };
    }

    /** What the last range is. */
    static Part ofLast(Range range) {
        return range.mode().isOpen() ? TAIL : ofInner(range);
    }
}
