package io.tidemark.log;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.Opened;
import io.tidemark.log.segment.Medium;
import io.tidemark.nativeio.Posix;

/** Media that fail where a test says so. */
final class Media {
    private Media() {}

    /** A log on it makes every system call through the seam, and so do its segments. */
    static Medium of(FaultSeam seam) {
        return of(seam.posix());
    }

    static Medium of(Posix posix) {
        return new Medium(posix, (path, options) -> Opened.by(posix, path, options));
    }
}
