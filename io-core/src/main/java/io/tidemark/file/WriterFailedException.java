package io.tidemark.file;

import java.nio.file.FileSystemException;

/**
 * An earlier write or force failed, and the writer is failed for good: what the medium holds above the durable offset
 * is unknown, so nothing more is written. Reads of sealed ranges go on. The cause is the first failure. Close the file
 * and open it again to recover.
 */
public final class WriterFailedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    WriterFailedException(String path, Throwable cause) {
        super(path, null, "the writer failed earlier and writes no more; close and reopen to recover: " + cause);
        initCause(cause);
    }
}
