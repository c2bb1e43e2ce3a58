package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.shadow.Span;
import io.tidemark.mode.RangeMode;

/** Part of a range that is to change, with what serves it. */
record Piece(long start, long end, RangeAccess access) {
    RangeMode mode() {
        return access.decision().mode();
    }

    Span span() {
        return new Span(start, end);
    }
}
