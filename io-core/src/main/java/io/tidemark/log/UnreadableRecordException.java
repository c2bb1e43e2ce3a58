package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * The bytes of a record that was to be appended can't be read: they lie in a mapping of which a page can't be had, because its
 * file was cut off or its medium fails, or a part of the buffer was released. Nothing of it was appended, and the log goes on.
 */
public final class UnreadableRecordException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param path of the file that it was to be appended to
     * @param cause what the JVM makes of the fault
     */
    public UnreadableRecordException(String path, InternalError cause) {
        this(path, "its buffer is a mapping whose file was cut off or whose medium fails", cause);
    }

    /**
     * @param path of the file that it was to be appended to
     * @param cause what its buffer says
     */
    public UnreadableRecordException(String path, RuntimeException cause) {
        this(path, "its buffer, or a part of it, was released or changed meanwhile (" + cause + ")", cause);
    }

    private UnreadableRecordException(String path, String why, Throwable cause) {
        super(path, null, "a record that was to be appended can't be read: " + why + "; nothing of it was appended");
        initCause(cause);
    }
}
