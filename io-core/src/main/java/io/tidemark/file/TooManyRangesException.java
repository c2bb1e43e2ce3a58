package io.tidemark.file;

import java.nio.file.FileSystemException;

/** The header has no room for the states of so many ranges; no range was changed. */
public final class TooManyRangesException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message how many there are and fit, and what to do */
    public TooManyRangesException(String path, String message) {
        super(path, null, message);
    }
}
