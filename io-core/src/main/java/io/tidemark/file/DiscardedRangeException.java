package io.tidemark.file;

import java.nio.file.FileSystemException;

/** A range that was discarded; its bytes are gone. */
public final class DiscardedRangeException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public DiscardedRangeException(String path, String message) {
        super(path, null, message);
    }
}
