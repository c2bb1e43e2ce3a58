package io.tidemark.file;

import java.nio.file.FileSystemException;

/**
 * The page cache held bytes that differ from the medium and could not be dropped, so a range was not sealed or given another
 * mode, or the file was not opened.
 */
public final class StaleCacheException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public StaleCacheException(String path, String message) {
        super(path, null, message);
    }
}
