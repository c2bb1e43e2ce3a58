package io.tidemark.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Whoever read the output has gone, as {@code head} does when it has seen enough. */
final class ClosedOutputException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    ClosedOutputException(IOException cause) {
        super(StandardOutput.NAME, null, "nobody reads it any more");
        initCause(cause);
    }
}
