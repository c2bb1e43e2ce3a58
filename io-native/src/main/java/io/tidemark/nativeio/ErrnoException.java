package io.tidemark.nativeio;

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
}
