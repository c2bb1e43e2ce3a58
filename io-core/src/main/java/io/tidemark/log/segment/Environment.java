package io.tidemark.log.segment;

import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a log reaches its bytes: by system calls, and by files that stand on the same ones. Everything below a log goes
 * through it.
 */
public record Environment(Posix posix, Opener opener) {
    /** Opens files. */
    @FunctionalInterface
    public interface Opener {
        /** As {@link HybridFile#open}. */
        HybridFile open(Path path, HybridFileOptions options) throws IOException;
    }

    /** The machine's. */
    public static Environment system() {
        return new Environment(Posix.system(), HybridFile::open);
    }
}
