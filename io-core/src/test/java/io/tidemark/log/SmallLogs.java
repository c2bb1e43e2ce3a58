package io.tidemark.log;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;

/** Logs with segments of a mebibyte, whose tail has a mode that every file system has. */
final class SmallLogs {
    private static final int MIB = 1 << 20;

    private SmallLogs() {}

    static LogOptions.Builder options(Layout layout) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(AccessMode.BUFFERED));
    }
}
