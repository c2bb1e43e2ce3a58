package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.util.Objects;

/**
 * One range of a file and the mode that it has. The last range of a writable file is the tail; its length is what has
 * been appended so far. Where a piece in its middle was assigned a mode, what lies in front of that is the tail's, too, until
 * it is sealed.
 *
 * @param offset first byte, a multiple of the file's border size
 * @param length in bytes; a multiple of the border size except in the last range
 * @param mode the effective mode
 * @param reason why it has this mode, one sentence
 */
public record Range(long offset, long length, RangeMode mode, String reason) {
    public Range {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(reason, "reason");
    }

    /** The offset behind the last byte. */
    public long end() {
        return offset + length;
    }
}
