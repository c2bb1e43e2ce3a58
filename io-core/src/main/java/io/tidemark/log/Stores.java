package io.tidemark.log;

import io.tidemark.log.segment.DirectoryStore;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.SlotStore;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Opens the store of a log by what is at its path: a directory of segments, or a file of slots. */
final class Stores {
    private Stores() {}

    static SegmentStore openForReading(Posix posix, Path path) throws IOException {
        requireThere(path);
        return Files.isDirectory(path)
                ? DirectoryStore.openForReading(posix, path)
                : SlotStore.openForReading(posix, path);
    }

    /** @param slotBytes for a file that is empty */
    static SegmentStore openForWriting(Posix posix, Path path, long slotBytes) throws IOException {
        requireThere(path);
        return Files.isDirectory(path)
                ? DirectoryStore.openForWriting(posix, path)
                : SlotStore.openForWriting(posix, path, slotBytes);
    }

    /** Creates a store, durably. If that fails nothing of it is left, unless another writer was faster to lock it. */
    static SegmentStore create(Posix posix, Path path, LogOptions options) throws IOException {
        Undo undo = new Undo();
        try {
            return options.layout() == Layout.DIRECTORY
                    ? createDirectory(posix, path, undo)
                    : createFile(posix, path, options.segmentBytes(), undo);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private static SegmentStore createDirectory(Posix posix, Path path, Undo undo) throws IOException {
        Files.createDirectory(path);
        undo.push(
                () -> Files.deleteIfExists(path)); // Without the lock, only if it is empty: it may be somebody else's.
        NativeFile.forceDirectory(posix, parentOf(path));
        return DirectoryStore.openForWriting(posix, path);
    }

    private static SegmentStore createFile(Posix posix, Path path, long slotBytes, Undo undo) throws IOException {
        SegmentStore created = undo.push(SlotStore.create(posix, path, slotBytes));
        undo.push(() -> delete(posix, path));
        NativeFile.forceDirectory(posix, parentOf(path));
        return created;
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "an absolute path has one");
    }

    /** Takes back what {@link #create} did; nothing else is there. Its lock is held until that is done. */
    static void delete(Posix posix, Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            DirectoryStore.delete(posix, path);
        } else {
            Files.deleteIfExists(path);
        }
    }

    private static void requireThere(Path path) throws NoSuchFileException {
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }
}
