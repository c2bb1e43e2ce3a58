package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Calls on an open file that are repeated after {@code EINTR}, because doing one twice is doing it once. Offsets are the
 * inode's. Safe for any thread.
 */
final class IdempotentCalls {
    private final Posix posix;
    private final Path path;
    private final Descriptor descriptor;

    IdempotentCalls(Posix posix, Path path, Descriptor descriptor) {
        this.posix = posix;
        this.path = path;
        this.descriptor = descriptor;
    }

    @FunctionalInterface
    private interface Call {
        void on(int fd) throws ErrnoException;
    }

    void truncate(long length) throws IOException {
        run(fd -> posix.ftruncate(fd, length), Failures.NONE, length);
    }

    void allocate(int mode, long offset, long length) throws IOException {
        run(fd -> posix.fallocate(fd, mode, offset, length), offset, length);
    }

    void advise(long offset, long length, Advice advice) throws IOException {
        run(fd -> posix.fadvise(fd, offset, length, advice.number()), offset, length);
    }

    void readahead(long offset, long length) throws IOException {
        run(fd -> posix.readahead(fd, offset, length), offset, length);
    }

    private void run(Call call, long offset, long length) throws IOException {
        int fd = descriptor.acquire();
        try {
            while (true) {
                try {
                    call.on(fd);
                    return;
                } catch (ErrnoException e) {
                    if (e.errno() != Errno.EINTR) {
                        throw e.toIoException(path, offset, length);
                    }
                }
            }
        } finally {
            descriptor.release();
        }
    }
}
