package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * The bytes of a record that was to be appended can't be read, because they lie in a mapping of which a page can't be had:
 * its file was cut off, or its medium fails. Nothing of it was appended, and the log goes on.
 */
public final class UnreadableRecordException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param path of the file that it was to be appended to
     * @param cause what the JVM makes of the fault
     */
    public UnreadableRecordException(String path, InternalError cause) {
        super(
                path,
                null,
                "a record that was to be appended can't be read: its buffer is a mapping whose file was cut off or whose"
                        + " medium fails; nothing of it was appended");
        initCause(cause);
    }
}
