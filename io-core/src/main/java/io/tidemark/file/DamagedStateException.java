package io.tidemark.file;

import java.nio.file.FileSystemException;

/** The stored range states are damaged or contradict the file; nothing was changed. */
public final class DamagedStateException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public DamagedStateException(String path, String message) {
        super(path, null, message);
    }
}
