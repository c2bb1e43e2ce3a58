package io.tidemark.log;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.Opened;
import io.tidemark.log.segment.Environment;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/** Environments whose system calls a test decides. */
public final class Environments {
    private Environments() {}

    /** A log in it makes every system call through the seam, and so do its segments. */
    public static Environment of(FaultSeam seam) {
        return of(seam.posix());
    }

    static Environment of(Posix posix) {
        return new Environment(posix, (path, options) -> Opened.by(posix, path, options));
    }

    /** A log whose system calls, and those of its segments, are these; for tests in other packages. */
    public static HybridLog open(Posix posix, Path path, LogOptions options) throws IOException {
        return HybridLog.open(of(posix), path, options);
    }
}
