package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * An earlier write or force of the log failed, and it is appended to no more: what the medium holds above the durable
 * sequence is unknown. Reads go on. The cause is the first failure. Close the log and open it again to recover.
 */
public final class LogFailedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param cause the first failure */
    public LogFailedException(String path, Throwable cause) {
        super(path, null, "the log failed earlier and is appended to no more; close and reopen to recover: " + cause);
        initCause(cause);
    }
}
