package io.tidemark.log.segment;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A directory that is held open: as long as it is, no other one gets its inode's number. Safe for any thread. */
final class HeldDirectory implements Closeable {
    private static final int FLAGS = LinuxConstants.O_PATH | LinuxConstants.O_DIRECTORY | LinuxConstants.O_CLOEXEC;

    private final Posix posix;
    private final Path path;
    private final int fd;
    private final FileFacts facts;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private HeldDirectory(Posix posix, Path path, int fd) throws ErrnoException {
        this.posix = posix;
        this.path = path;
        this.fd = fd;
        this.facts = FileFacts.of(posix, fd);
    }

    static HeldDirectory open(Posix posix, Path path) throws IOException {
        try {
            int fd = posix.open(path.toString(), FLAGS, 0);
            try {
                return new HeldDirectory(posix, path, fd);
            } catch (ErrnoException | RuntimeException | Error e) {
                posix.close(fd);
                throw e;
            }
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }

    /** Whether its path doesn't lead to something else by now; nothing there is nothing else. */
    boolean isInPlace() throws IOException {
        try {
            return facts.isAt(posix, path);
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENOENT -> true;
                case Errno.ENOTDIR -> false;
                default -> throw e.toIoException(path);
            };
        }
    }

    @Override
    public void close() throws IOException {
        if (isClosed.compareAndSet(false, true)) {
            try {
                posix.close(fd);
            } catch (ErrnoException e) {
                throw e.toIoException(path);
            }
        }
    }
}
