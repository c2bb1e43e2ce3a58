package io.tidemark.log;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.Opened;
import io.tidemark.log.segment.Medium;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/** Media that fail where a test says so. */
public final class Media {
    private Media() {}

    /** A log on it makes every system call through the seam, and so do its segments. */
    public static Medium of(FaultSeam seam) {
        return of(seam.posix());
    }

    static Medium of(Posix posix) {
        return new Medium(posix, (path, options) -> Opened.by(posix, path, options));
    }

    /** A log whose system calls, and those of its segments, are these; for tests in other packages. */
    public static HybridLog open(Posix posix, Path path, LogOptions options) throws IOException {
        return HybridLog.open(of(posix), path, options);
    }
}
