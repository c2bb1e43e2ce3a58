package io.tidemark.log;

import io.tidemark.file.OpenMode;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;

/** Logs with segments of a mebibyte, in modes that every file system has. */
public final class SmallLogs {
    private static final int MIB = 1 << 20;

    private SmallLogs() {}

    public static LogOptions.Builder options(Layout layout) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(RangeMode.CACHED));
    }

    /** For another reader of one. */
    public static LogOptions.Builder readOnly() {
        return LogOptions.builder().openMode(OpenMode.READ_ONLY).sealed(ModeChoice.require(RangeMode.CACHED));
    }
}
