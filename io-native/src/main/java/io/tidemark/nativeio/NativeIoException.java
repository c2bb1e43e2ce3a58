package io.tidemark.nativeio;

import java.nio.file.FileSystemException;

/**
 * A system call on a file failed. Carries what the call was, on which bytes, and the error number; the cause is the
 * {@link ErrnoException}. Subclasses exist where a caller does something else about it than reporting it.
 */
public class NativeIoException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;
    private final long offset;
    private final long length;

    /**
     * @param file the path, may be null
     * @param reason what happened and what to do about it
     * @param cause the system call's failure
     * @param offset first byte of the file that the call was about, −1 when none
     * @param length bytes that the call was about, −1 when none
     */
    public NativeIoException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, null, reason);
        initCause(cause);
        this.operation = cause.operation();
        this.errno = cause.errno();
        this.offset = offset;
        this.length = length;
    }

    /** The system call's name, such as {@code pwrite}. */
    public final String operation() {
        return operation;
    }

    /** The positive error number. */
    public final int errno() {
        return errno;
    }

    /** The error number's name, such as {@code ENOSPC}. */
    public final String errnoName() {
        return Errno.name(errno);
    }

    /** First byte of the file that the call was about, −1 when none. */
    public final long offset() {
        return offset;
    }

    /** Bytes that the call was about, −1 when none. */
    public final long length() {
        return length;
    }
}
