package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file without a name, for trying things out. The kernel frees it with its last descriptor, so that a probe leaves
 * nothing behind even when it is killed half-way.
 */
final class Scratch implements AutoCloseable {
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final int OWNER_ONLY = 0600;

    private final Posix posix;
    private final int fd;

    private Scratch(Posix posix, int fd) {
        this.posix = posix;
        this.fd = fd;
    }

    /**
     * Opens a new file in {@code directory} for reading and writing.
     *
     * @param extraFlags further flags of open(2), such as O_DIRECT
     */
    static Scratch open(Posix posix, String directory, int extraFlags) throws ErrnoException {
        int flags = LinuxConstants.O_RDWR | LinuxConstants.O_CLOEXEC | extraFlags;
        try {
            return new Scratch(posix, posix.open(directory, flags | LinuxConstants.O_TMPFILE, OWNER_ONLY));
        } catch (ErrnoException e) {
            if (!saysNoTmpfile(e.errno())) {
                throw e;
            }
        }
        return openNamed(posix, directory, flags);
    }

    int fd() {
        return fd;
    }

    /** Another open file description of the same file. */
    int reopen(int flags) throws ErrnoException {
        return posix.open("/proc/self/fd/" + fd, flags | LinuxConstants.O_CLOEXEC, 0);
    }

    @Override
    public void close() {
        closeQuietly(posix, fd);
    }

    /** Nothing depends on what a probe wrote, so an error that close(2) reports late says nothing. */
    static void closeQuietly(Posix posix, int fd) {
        try {
            posix.close(fd);
        } catch (ErrnoException e) {
            assert e.errno() != Errno.EBADF : e;
        }
    }

    /** open(2), O_TMPFILE: EOPNOTSUPP from the file system; EISDIR and ENOENT from kernels that don't know the flag. */
    private static boolean saysNoTmpfile(int errno) {
        return errno == Errno.EOPNOTSUPP || errno == Errno.EISDIR || errno == Errno.ENOENT;
    }

    /** A name that no other probe uses. */
    static String newName(String directory) {
        return directory + "/.tidemark-probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + "-"
                + COUNTER.incrementAndGet();
    }

    private static Scratch openNamed(Posix posix, String directory, int flags) throws ErrnoException {
        String name = newName(directory);
        int create = LinuxConstants.O_CREAT | LinuxConstants.O_EXCL | LinuxConstants.O_NOFOLLOW;
        int fd;
        try {
            fd = posix.open(name, flags | create, OWNER_ONLY);
        } catch (ErrnoException e) {
            // Where O_DIRECT is refused, the file has been created before open(2) failed.
            if (e.errno() == Errno.EINVAL) {
                unlinkAfter(posix, name, e);
            }
            throw e;
        }
        try {
            posix.unlink(name);
        } catch (ErrnoException e) {
            closeQuietly(posix, fd);
            throw e;
        }
        return new Scratch(posix, fd);
    }

    private static void unlinkAfter(Posix posix, String name, ErrnoException failure) {
        try {
            posix.unlink(name);
        } catch (ErrnoException e) {
            failure.addSuppressed(e);
        }
    }
}
