package io.tidemark.file;

import java.nio.file.FileSystemException;

/** An append that would pass the file's size limit; nothing of it was written. */
public final class SizeLimitException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public SizeLimitException(String path, String message) {
        super(path, null, message);
    }
}
