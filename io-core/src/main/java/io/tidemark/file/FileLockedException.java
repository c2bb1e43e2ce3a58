package io.tidemark.file;

import java.nio.file.FileSystemException;

/**
 * Another writer has the file or log open, in this process or another, or a salvage reads the log, or somebody deleted it while
 * it was being opened.
 */
public final class FileLockedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, where, and what to do */
    public FileLockedException(String path, String message) {
        super(path, null, message);
    }
}
