package io.tidemark.log;

import java.nio.file.FileSystemException;

/** What is there is no log, or not one that can be opened like this; nothing was changed. */
public final class NotALogException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, and what to do */
    public NotALogException(String path, String message) {
        super(path, null, message);
    }
}
