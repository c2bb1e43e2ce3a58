package io.tidemark.file;

import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/** Opens files over bent system calls for tests in other packages. */
public final class Opened {
    private Opened() {}

    public static HybridFile by(Posix posix, Path path, HybridFileOptions options) throws IOException {
        return HybridFile.open(posix, path, options);
    }
}
