package io.tidemark.file.state;

import io.tidemark.mode.RangeMode;
import java.io.IOException;

/** The numbers of modes on the medium; never changed, never reused. */
final class ModeCodes {
    private ModeCodes() {}

    static int codeOf(RangeMode mode) {
        return switch (mode) {
            case DAX_MAPPED -> 1;
            case DAX_WRITE -> 2;
            case DIRECT -> 3;
            case MAPPED -> 4;
            case BUFFERED -> 5;
            case CACHED -> 6;
            case CACHED_MAPPED -> 7;
            case DISCARDED -> 8;
            case BLOCK_CACHED -> 9;
            case SHADOWED -> 10;
        };
    }

    static RangeMode modeOf(int code) throws IOException {
        for (RangeMode mode : RangeMode.values()) {
            if (codeOf(mode) == code) {
                return mode;
            }
        }
        throw new IOException("the header names an access mode " + code + " that this release does not know");
    }
}
