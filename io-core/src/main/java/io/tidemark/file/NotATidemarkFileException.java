package io.tidemark.file;

import java.nio.file.FileSystemException;

/**
 * The file does not begin with a header of Tidemark's, or with one of a version that is not known, or what identifies it is
 * damaged; nothing was changed.
 */
public final class NotATidemarkFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public NotATidemarkFileException(String path, String message) {
        super(path, null, message);
    }
}
