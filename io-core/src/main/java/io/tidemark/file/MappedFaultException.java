package io.tidemark.file;

import java.nio.file.FileSystemException;

/**
 * A load or store in a mapping faulted: the medium failed, or the file was truncated underneath. The JVM reports the
 * signal as an {@link InternalError}, which is the cause where it came in time (up to JDK 20 it may come up later, anywhere).
 */
public final class MappedFaultException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param cause what the JVM made of the SIGBUS; null if it said nothing so far */
    public MappedFaultException(String path, long offset, long length, InternalError cause) {
        super(
                path,
                null,
                "access to " + length + " mapped bytes at offset " + offset
                        + " faulted (SIGBUS): the medium failed or the file was truncated underneath");
        initCause(cause);
    }
}
