package io.tidemark.nativeio;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A system call failed. It knows neither path nor offset: whoever knows them translates it into a
 * {@link java.nio.file.FileSystemException}.
 */
public final class ErrnoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;

    /**
     * @param operation the system call's name, such as {@code pwrite}
     * @param errno the positive error number that it left
     */
    public ErrnoException(String operation, int errno) {
        super(operation + ": " + Errno.describe(errno), null, false, true);
        this.operation = operation;
        this.errno = errno;
    }

    /** The system call's name. */
    public String operation() {
        return operation;
    }

    /** The positive error number. */
    public int errno() {
        return errno;
    }

    /**
     * The same failure as what java.nio.file users expect, with this one as its cause: {@code ENOENT} becomes
     * {@link java.nio.file.NoSuchFileException}, {@code EACCES} and {@code EPERM}
     * {@link java.nio.file.AccessDeniedException}, {@code EEXIST} {@link java.nio.file.FileAlreadyExistsException}, all
     * others {@link NativeIoException} or the subclass that fits.
     *
     * @param path the file, may be null
     */
    public FileSystemException toIoException(Path path) {
        return Failures.translate(this, path, Failures.NONE, Failures.NONE);
    }

    /**
     * Like {@link #toIoException(Path)}, with the bytes that the call was about.
     *
     * @param path the file, may be null
     * @param offset first byte in the file, −1 when none
     * @param length in bytes, −1 when none
     */
    public FileSystemException toIoException(Path path, long offset, long length) {
        return Failures.translate(this, path, offset, length);
    }
}
