package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes what was written to a file durable, and looks whether a force that reported success can have done that. A force is
 * never retried: after a failure the kernel takes what was lost for written. Safe for any thread; nothing is allocated
 * unless something fails.
 */
final class Forces {
    private final Posix posix;
    private final Path path;
    private final Descriptor descriptor;

    /** Null if the file was opened read-only. */
    private final ForceProof proof;

    Forces(Posix posix, Path path, Descriptor descriptor, OpenRequest.Access access) {
        this.posix = posix;
        this.path = path;
        this.descriptor = descriptor;
        this.proof = access == OpenRequest.Access.READ_WRITE ? new ForceProof(posix) : null;
    }

    /** Captures nothing, so that a force allocates nothing. */
    @FunctionalInterface
    private interface Sync {
        void on(Posix posix, int fd) throws ErrnoException;
    }

    void data() throws IOException {
        force("fdatasync", Posix::fdatasync);
    }

    void all() throws IOException {
        force("fsync", Posix::fsync);
    }

    private void force(String operation, Sync sync) throws IOException {
        int fd = descriptor.acquire();
        try {
            try {
                sync.on(posix, fd);
            } catch (ErrnoException e) {
                throw failure(e);
            }
            require(fd, operation, Failures.NONE, Failures.NONE);
        } finally {
            descriptor.release();
        }
    }

    /** What is lacking only when a force is made may have cost something: that is not what a {@link ShortageException} says. */
    private IOException failure(ErrnoException e) {
        IOException failure = e.toIoException(path);
        return failure instanceof ShortageException
                ? new NativeIoException(
                        path.toString(),
                        "what was not forced may be lost: " + e.getMessage(),
                        e,
                        Failures.NONE,
                        Failures.NONE)
                : failure;
    }

    /** After a write that forces itself, and reported success. */
    void require(String operation, long offset, long length) throws IOException {
        int fd = descriptor.acquire();
        try {
            require(fd, operation, offset, length);
        } finally {
            descriptor.release();
        }
    }

    /** After a force that reported success: whether it can have done anything. */
    void require(int fd, String operation, long offset, long length) throws IOException {
        if (proof != null) {
            proof.require(fd, operation, path, offset, length);
        }
    }
}
