package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.util.Objects;

/**
 * A range as it survives reopening.
 *
 * @param offset first byte, a multiple of the border size
 * @param length a positive multiple of the border size
 * @param mode the mode it had
 */
public record StoredRange(long offset, long length, RangeMode mode) {
    public StoredRange {
        Objects.requireNonNull(mode, "mode");
        if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("No such range: offset " + offset + ", length " + length);
        }
    }

    /** The offset behind the last byte. */
    public long end() {
        return offset + length;
    }
}
