package io.tidemark.file;

import java.nio.file.FileSystemException;

/** A read, an update in place or a hint that reaches beyond the data of the file. */
public final class OutOfRangeException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public OutOfRangeException(String path, String message) {
        super(path, null, message);
    }
}
