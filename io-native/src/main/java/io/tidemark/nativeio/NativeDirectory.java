package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.O_CLOEXEC;
import static io.tidemark.nativeio.LinuxConstants.O_DIRECTORY;
import static io.tidemark.nativeio.LinuxConstants.O_RDONLY;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory that is held open. What is done here is done to this one, also when another one has taken its place by now;
 * and as long as it is open no other one gets its inode's number. Safe for any thread.
 */
public final class NativeDirectory implements Closeable {
    private final Posix posix;
    private final Path path;
    private final Descriptor descriptor;
    private final FileFacts facts;

    private NativeDirectory(Posix posix, Path path, int fd) throws ErrnoException {
        this.posix = posix;
        this.path = path;
        this.descriptor = new Descriptor(posix, fd);
        this.facts = FileFacts.of(posix, fd);
    }

    /**
     * Opens a directory; a symbolic link to one is followed.
     *
     * @throws java.nio.file.NoSuchFileException if nothing is there ({@code ENOENT})
     * @throws java.nio.file.NotDirectoryException if something else is ({@code ENOTDIR})
     * @throws java.nio.file.AccessDeniedException if it may not be read ({@code EACCES})
     * @throws NativeIoException if the kernel refuses for another reason, such as {@code EMFILE}
     */
    public static NativeDirectory open(Posix posix, Path path) throws IOException {
        try {
            int fd = new FileOpener(posix).open(FileOpener.nameOf(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            try {
                return new NativeDirectory(posix, path, fd);
            } catch (ErrnoException | RuntimeException | Error e) {
                FileOpener.closeAfter(e, posix, fd);
                throw e;
            }
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }

    /** The path that it was opened by. */
    public Path path() {
        return path;
    }

    /** What its path leads to by now. */
    public FileFacts.Found atItsPath() throws IOException {
        return facts.at(posix, path);
    }

    /**
     * Removes the name of a file from it; durable after {@link #force}.
     *
     * @param name of the file alone
     * @return whether it was there
     * @throws java.nio.channels.ClosedChannelException if this is closed
     */
    public boolean unlink(String name) throws IOException {
        int fd = descriptor.acquire();
        try {
            posix.unlinkat(fd, name, 0);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e.toIoException(path.resolve(name));
        } finally {
            descriptor.release();
        }
    }

    /**
     * Removes the directory that is at its path, if it may be: not one that holds something, that something is mounted on,
     * or whose parent isn't this user's.
     *
     * @return whether it is gone
     */
    public boolean tryRemove() throws IOException {
        try {
            posix.unlinkat(LinuxConstants.AT_FDCWD, FileOpener.nameOf(path), LinuxConstants.AT_REMOVEDIR);
            return true;
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENOTEMPTY, Errno.EEXIST, Errno.EBUSY, Errno.EACCES, Errno.EPERM -> false;
                default -> throw e.toIoException(path);
            };
        }
    }

    /**
     * Makes the names in it durable: files that were created, renamed or unlinked.
     *
     * @throws ReadOnlyFileException if the file system has become read-only, so that success would mean nothing
     * @throws java.nio.channels.ClosedChannelException if this is closed
     */
    public void force() throws IOException {
        ForceProof proof = new ForceProof(posix);
        int fd = descriptor.acquire();
        try {
            posix.fsync(fd);
            proof.require(fd, "fsync", path, Failures.NONE, Failures.NONE);
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        } finally {
            descriptor.release();
        }
    }

    /** Waits for calls that are under way. Idempotent. */
    @Override
    public void close() throws IOException {
        try {
            descriptor.close();
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }
}
