package io.tidemark.log.format;

/** What a record is for. */
public enum RecordKind {
    /** A caller's bytes; has a sequence of its own. */
    DATA(1),
    /** The first record of an incarnation. Empty; carries the next sequence to come. */
    OPENING(2),
    /** The last record of a sealed segment. Carries the next sequence to come. */
    FOOTER(3),
    /**
     * The last record of an incarnation that ended in order, written when everything before it was durable. Empty; carries
     * the next sequence to come.
     */
    CLOSING(4);

    private static final RecordKind[] BY_CODE = {null, DATA, OPENING, FOOTER, CLOSING};

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The kind that a code from {@link #isKnown} stands for. */
    static RecordKind of(int code) {
        return BY_CODE[code];
    }

    /** Whether it says all by being there. */
    boolean isEmpty() {
        return this == OPENING || this == CLOSING;
    }

    /** Code 0 is no kind, so zeros are no record. */
    static boolean isKnown(int code) {
        return code >= 1 && code <= 4;
    }
}
