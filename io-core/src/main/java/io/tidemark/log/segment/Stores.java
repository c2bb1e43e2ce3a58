package io.tidemark.log.segment;

import io.tidemark.file.FileLockedException;
import io.tidemark.file.access.WriterLock;
import io.tidemark.log.Layout;
import io.tidemark.log.NotALogException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeIoException;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Opens the store of a log by what is at its path: a directory of segments, or a file of slots. */
public final class Stores {
    private Stores() {}

    public static SegmentStore openForReading(Posix posix, Path path) throws IOException {
        return open(posix, path, Reading.TO_FOLLOW);
    }

    /** For who looks at what is left of it, whatever the medium doesn't give back, and never appends. */
    public static SegmentStore openToExamine(Posix posix, Path path) throws IOException {
        return open(posix, path, Reading.TO_EXAMINE);
    }

    private static SegmentStore open(Posix posix, Path path, Reading reading) throws IOException {
        requireThere(path);
        if (Files.isDirectory(path)) {
            return DirectoryStore.openForReading(posix, path, reading);
        }
        requireNoLock(path);
        return SlotStore.openForReading(posix, path, reading);
    }

    /**
     * Opens it for its one writer, who holds its lock.
     *
     * @param slotBytes for a file that is empty
     */
    public static SegmentStore openForWriting(Posix posix, Path path, long slotBytes) throws IOException {
        requireThere(path);
        if (Files.isDirectory(path)) {
            return DirectoryStore.openForWriting(posix, path);
        }
        requireNoSegment(path);
        requireNoLock(path);
        return SlotStore.openForWriting(posix, path, slotBytes);
    }

    /**
     * Keeps writers away until that is closed, for who looks at a log as a whole and writes nothing, not even a lock file: a
     * directory without one, as a copy may be, has no writer, and can't keep one away. Nor can a file system without locks.
     *
     * @throws FileLockedException if a writer has it open
     */
    public static Closeable keepWritersOut(Posix posix, Path path) throws IOException {
        requireThere(path);
        Path locked = Files.isDirectory(path) ? DirectoryStore.lockOf(path) : path;
        if (Files.notExists(locked)) {
            return () -> {};
        }
        NativeFile file = NativeFile.open(posix, locked, OpenRequest.readOnly());
        try {
            WriterLock.keepWritersOut(file, path, SegmentStore.TAKEN);
        } catch (IOException | RuntimeException | Error e) {
            if (!isForWantOfLocks(e)) {
                Closing.after(e, file);
                throw e;
            }
        }
        return file;
    }

    private static boolean isForWantOfLocks(Throwable failure) {
        return failure instanceof NativeIoException e && (e.errno() == Errno.EINVAL || e.errno() == Errno.ENOLCK);
    }

    /** Whoever has the directory open locks that, and knows nothing of a lock on one of its files. */
    private static void requireNoSegment(Path path) throws NotALogException {
        if (SegmentFileName.isNameOf(path)) {
            throw new NotALogException(
                    path.toString(),
                    "it has the name of a segment in a directory, which is written as a whole; name the directory, or give"
                            + " a log of one file another name");
        }
    }

    /** A log there would be one beside another, and whose lock is whose nobody would know. */
    private static void requireNoLock(Path path) throws IOException {
        if (DirectoryStore.isLock(path)) {
            throw new NotALogException(
                    path.toString(),
                    "it is the lock file of the log in its directory, and no place for a log; name the directory");
        }
    }

    /**
     * Creates a store, whose name isn't durable yet. If that fails nothing of it is left, unless another writer was faster to
     * lock it, or it can't be locked: then it may be another's.
     *
     * @param slotBytes for a file of slots
     */
    public static SegmentStore create(Posix posix, Path path, Layout layout, long slotBytes) throws IOException {
        if (layout == Layout.DIRECTORY) {
            return createDirectory(posix, path);
        }
        requireNoSegment(path);
        requireNoLock(path);
        return SlotStore.create(posix, path, slotBytes);
    }

    private static SegmentStore createDirectory(Posix posix, Path path) throws IOException {
        Files.createDirectory(path);
        try {
            return DirectoryStore.openForWriting(posix, path);
        } catch (IOException | RuntimeException | Error e) {
            deleteIfEmpty(path, e); // Without the lock it may be somebody else's.
            throw e;
        }
    }

    private static void deleteIfEmpty(Path directory, Throwable cause) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes the name of a store durable, whoever created it. */
    public static void forceName(Posix posix, Path path) throws IOException {
        NativeFile.forceDirectory(posix, parentOf(path.toRealPath()));
    }

    private static Path parentOf(Path real) {
        return Objects.requireNonNull(real.getParent(), "a log is no root");
    }

    /**
     * Deletes a store; durable on return.
     *
     * @throws NotALogException if it is something else
     */
    public static void delete(Posix posix, Path path) throws IOException {
        requireThere(path);
        Path real = path.toRealPath();
        try (SegmentStore store = openToDelete(posix, real)) {
            store.delete();
        }
        NativeFile.forceDirectory(posix, parentOf(real));
    }

    private static SegmentStore openToDelete(Posix posix, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return DirectoryStore.openForWriting(posix, path);
        }
        requireNoSegment(path);
        requireNoLock(path);
        return SlotStore.openToDelete(posix, path);
    }

    private static void requireThere(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            requireFollowed(path);
        } else if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    /** A link to a directory is; one to a file might be put there by whoever can write the directory. */
    private static void requireFollowed(Path link) throws IOException {
        if (Files.isDirectory(link)) {
            return;
        }
        String what = "it is a symbolic link to " + Files.readSymbolicLink(link);
        if (Files.notExists(link)) {
            throw new NoSuchFileException(link.toString(), null, what + ", where nothing is");
        }
        throw new NotALogException(link.toString(), what + "; name that, because links to files are not followed");
    }
}
