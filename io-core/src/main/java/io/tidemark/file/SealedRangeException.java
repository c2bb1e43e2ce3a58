package io.tidemark.file;

import java.nio.file.FileSystemException;

/** A write to a range that is sealed; sealed bytes never change. */
public final class SealedRangeException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public SealedRangeException(String path, String message) {
        super(path, null, message);
    }
}
