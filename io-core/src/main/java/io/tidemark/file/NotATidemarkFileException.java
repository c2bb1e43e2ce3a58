package io.tidemark.file;

import java.nio.file.FileSystemException;

/** The file is not one of Tidemark's; nothing was changed. */
public final class NotATidemarkFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public NotATidemarkFileException(String path, String message) {
        super(path, null, message);
    }
}
