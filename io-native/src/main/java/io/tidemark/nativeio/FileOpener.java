package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.AT_SYMLINK_NOFOLLOW;
import static io.tidemark.nativeio.LinuxConstants.F_SETFL;
import static io.tidemark.nativeio.LinuxConstants.O_CLOEXEC;
import static io.tidemark.nativeio.LinuxConstants.O_DIRECT;
import static io.tidemark.nativeio.LinuxConstants.O_NOATIME;
import static io.tidemark.nativeio.LinuxConstants.O_RDWR;
import static io.tidemark.nativeio.LinuxConstants.O_TMPFILE;

import io.tidemark.nativeio.OpenRequest.Creation;
import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.UUID;

/** Opens descriptors, and lets nothing through that is not a regular file. */
final class FileOpener {
    /** Owner only: logs hold what their writers would not show to others. */
    private static final int NEW_FILE_MODE = 0600;

    private final Posix posix;

    FileOpener(Posix posix) {
        this.posix = posix;
    }

    NativeFile open(Path path, OpenRequest request) throws IOException {
        String name = nameOf(path);
        int fd;
        try {
            fd = open(name, request.flags());
        } catch (ErrnoException e) {
            throw explain(e, path, name, request);
        }
        return adopt(fd, path, request);
    }

    NativeFile createTemporary(Path directory) throws IOException {
        OpenRequest request = OpenRequest.createNew();
        Path path = directory.resolve("(unnamed file)");
        try {
            return adopt(open(nameOf(directory), O_TMPFILE | O_RDWR | O_CLOEXEC), path, request);
        } catch (ErrnoException e) {
            // EISDIR: a kernel that does not know O_TMPFILE took it for O_DIRECTORY.
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EISDIR && e.errno() != Errno.ENOSYS) {
                throw e.toIoException(directory);
            }
        }
        return createUnlinked(directory, request);
    }

    /** The same inode once more, by the kernel's own link to it, so that a renamed or unlinked file is found too. */
    NativeFile reopen(int fd, FileFacts facts, Path path, OpenRequest request) throws IOException {
        if (request.creation() == Creation.NEW) {
            throw new IllegalArgumentException("A file that is open already cannot be created");
        }
        try {
            int reopened =
                    open("/proc/self/fd/" + fd, request.followSymbolicLinks().flags());
            return adoptKnown(reopened, facts, path, request);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e.toIoException(path);
            }
            return reopenByPath(facts, path, request); // No /proc here.
        }
    }

    private NativeFile adoptKnown(int fd, FileFacts facts, Path path, OpenRequest request) {
        try {
            tryStopAccessTimes(fd, request);
            return new NativeFile(posix, fd, path, request, facts);
        } catch (RuntimeException | Error e) {
            closeAfter(e, fd);
            throw e;
        }
    }

    /** A path may lead elsewhere by now, unlike the kernel's own link. */
    private NativeFile reopenByPath(FileFacts expected, Path path, OpenRequest request) throws IOException {
        NativeFile file = open(path, request);
        try {
            FileFacts found = file.facts();
            if (!found.isSameFileAs(expected)) {
                throw new FileReplacedException(path.toString(), expected, found);
            }
            return file;
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, file);
            throw e;
        }
    }

    private NativeFile createUnlinked(Path directory, OpenRequest request) throws IOException {
        Path path = directory.resolve(".tidemark-" + UUID.randomUUID() + ".tmp");
        NativeFile file = open(path, request);
        try {
            posix.unlink(path.toString());
            return file;
        } catch (ErrnoException e) {
            FileSystemException failure = e.toIoException(path);
            closeAfter(failure, file);
            throw failure;
        }
    }

    /** Goes on after a signal. */
    int open(String name, int flags) throws ErrnoException {
        while (true) {
            try {
                return posix.open(name, flags, NEW_FILE_MODE);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EINTR) {
                    throw e;
                }
            }
        }
    }

    private NativeFile adopt(int fd, Path path, OpenRequest request) throws IOException {
        FileFacts facts = factsOf(fd, path);
        if (facts.type() == FileType.REGULAR) {
            return adoptKnown(fd, facts, path, request);
        }
        FileSystemException failure = new NotRegularFileException(path.toString(), facts.type(), null);
        closeAfter(failure, fd);
        throw failure;
    }

    private FileFacts factsOf(int fd, Path path) throws IOException {
        try {
            return FileFacts.of(posix, fd);
        } catch (ErrnoException e) {
            FileSystemException failure = e.toIoException(path);
            closeAfter(failure, fd);
            throw failure;
        } catch (RuntimeException | Error e) {
            closeAfter(e, fd);
            throw e;
        }
    }

    /**
     * Reads do not update the access time: even deciding not to costs a tenth of a 4 KiB read from the page cache. Not by
     * an open flag, because that fails for who is not the owner, for a new file on NFS after it has been created. Sets
     * O_NONBLOCK back too, which only the open needed.
     */
    private void tryStopAccessTimes(int fd, OpenRequest request) {
        try {
            posix.fcntl(fd, F_SETFL, O_NOATIME | (request.isDirect() ? O_DIRECT : 0));
        } catch (ErrnoException ignored) {
            // Slower, that is all.
        }
    }

    /** The kernel's answers to 'not a regular file' differ by kind and flags, so ask what is there. */
    private FileSystemException explain(ErrnoException failure, Path path, String name, OpenRequest request) {
        switch (failure.errno()) {
            case Errno.ELOOP, Errno.EISDIR, Errno.ENXIO, Errno.ENODEV, Errno.EINVAL -> {}
            default -> {
                return failure.toIoException(path);
            }
        }
        FileType type;
        try {
            type = FileFacts.typeOf(posix, name, request.links() == SymbolicLinks.FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW);
        } catch (ErrnoException e) {
            FileSystemException translated = failure.toIoException(path);
            translated.addSuppressed(e);
            return translated;
        }
        if (type != FileType.REGULAR) {
            return new NotRegularFileException(path.toString(), type, failure);
        }
        if (failure.errno() == Errno.EINVAL && request.isDirect()) {
            return Failures.unsupported(
                    failure,
                    path,
                    Failures.NONE,
                    Failures.NONE,
                    "this file system does not offer direct I/O (O_DIRECT)");
        }
        return failure.toIoException(path);
    }

    private void closeAfter(Throwable failure, int fd) {
        closeAfter(failure, posix, fd);
    }

    /** What fails then is attached to the failure. */
    static void closeAfter(Throwable failure, Posix posix, int fd) {
        try {
            posix.close(fd);
        } catch (ErrnoException e) {
            failure.addSuppressed(e);
        }
    }

    private static void closeAfter(Throwable failure, NativeFile file) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** What the kernel calls it. */
    static String nameOf(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new ProviderMismatchException(path + " is not a path of this machine's file systems");
        }
        return path.toString().isEmpty() ? "." : path.toString();
    }
}
