package io.tidemark.log;

import java.nio.file.FileSystemException;

/** A record that doesn't fit into a segment of the log; nothing was appended. */
public final class RecordTooLongException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what was too long, and what to do */
    public RecordTooLongException(String path, String message) {
        super(path, null, message);
    }
}
