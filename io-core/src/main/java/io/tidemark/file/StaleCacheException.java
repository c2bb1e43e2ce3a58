package io.tidemark.file;

import java.nio.file.FileSystemException;

/** The page cache kept bytes that differ from the medium, so the range was not sealed. */
public final class StaleCacheException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public StaleCacheException(String path, String message) {
        super(path, null, message);
    }
}
