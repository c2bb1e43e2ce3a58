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

    static SegmentStore create(Posix posix, Path path, LogOptions options) throws IOException {
        if (options.layout() == Layout.DIRECTORY) {
            DirectoryStore.create(posix, path);
            return DirectoryStore.openForWriting(posix, path);
        }
        SegmentStore created = SlotStore.create(posix, path, options.segmentBytes());
        NativeFile.forceDirectory(posix, Objects.requireNonNull(path.getParent(), "an absolute path has one"));
        return created;
    }

    /** Takes back what {@link #create} did; nothing else is there. */
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
