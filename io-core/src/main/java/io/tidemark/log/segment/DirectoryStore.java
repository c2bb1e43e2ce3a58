package io.tidemark.log.segment;

import io.tidemark.file.FileLockedException;
import io.tidemark.file.access.WriterLock;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.log.Layout;
import io.tidemark.log.NotALogException;
import io.tidemark.nativeio.DirectoryEntries;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.NativeDirectory;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A file for each segment, in a directory of their own. Its writer holds a lock on the file {@code lock}. */
public final class DirectoryStore implements SegmentStore {
    /** Of a segment that is gone, or of a probe that was killed. */
    private static final Pattern LEFTOVER = Pattern.compile("\\.(" + SegmentFileName.PATTERN + "\\.)?tidemark-.*");

    private static final String LOCK_NAME = "lock";

    /** Where a file system that has just been made keeps what it finds; where it is mounted it lies beside the segments. */
    private static final String LOST_AND_FOUND_NAME = "lost+found";

    /** In the names of hidden files beside a segment, and of those that a killed probe may leave. */
    private static final String AUXILIARY = ".tidemark-";

    private final Posix posix;
    private final Path directory;
    private final NativeDirectory held;
    private final NativeFile lock;
    private final Reading reading;

    private DirectoryStore(Posix posix, NativeDirectory held, NativeFile lock, Reading reading) {
        this.posix = posix;
        this.directory = held.path();
        this.held = held;
        this.lock = lock;
        this.reading = reading;
    }

    /**
     * For reading: nothing is locked, allocated or freed.
     *
     * @throws NotALogException if it holds other files, and no segment
     */
    static DirectoryStore openForReading(Posix posix, Path directory, Reading reading) throws IOException {
        requireNothingElse(directory);
        return new DirectoryStore(posix, NativeDirectory.open(posix, directory), null, reading);
    }

    /**
     * For writing.
     *
     * @throws FileLockedException if somebody else does
     * @throws NotALogException if it holds other files, and no segment; nothing was changed
     */
    public static DirectoryStore openForWriting(Posix posix, Path directory) throws IOException {
        requireNothingElse(directory);
        NativeDirectory held = NativeDirectory.open(posix, directory);
        try {
            return new DirectoryStore(posix, held, lock(posix, directory), Reading.TO_APPEND);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, held);
            throw e;
        }
    }

    /** The file whose lock its writer holds. */
    static Path lockOf(Path directory) {
        return directory.resolve(LOCK_NAME);
    }

    private static NativeFile lock(Posix posix, Path directory) throws IOException {
        NativeFile lock = openLock(posix, lockOf(directory));
        try {
            WriterLock.take(lock, directory, SegmentStore.TAKEN);
            return lock;
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, lock);
            throw e;
        }
    }

    /** A log with segments may have other files beside them, but no log is made among others. */
    private static void requireNothingElse(Path directory) throws IOException {
        String other = null;
        for (Path entry : DirectoryEntries.of(directory)) {
            String name = nameOf(entry);
            if (SegmentFileName.isNameOf(entry)) {
                return;
            }
            if (!isOfLog(entry) && (other == null || name.compareTo(other) < 0)) {
                other = name;
            }
        }
        if (other != null) {
            throw new NotALogException(
                    directory.toString(),
                    "a directory, but no log: it holds no segments, but other files (" + other + ")");
        }
    }

    private static boolean isOfLog(Path entry) throws IOException {
        String name = nameOf(entry);
        return name.equals(LOCK_NAME) ? isEmpty(entry) : name.equals(LOST_AND_FOUND_NAME) || isAuxiliary(name);
    }

    /** As a log's lock file is, or gone; one with content is somebody else's, perhaps a log. */
    private static boolean isEmpty(Path lock) throws IOException {
        try {
            return Files.size(lock) == 0;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Whether a log whose segments lie beside it locks it, or would: an empty file of that name, or none. */
    static boolean isLock(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        boolean mayBe = nameOf(absolute).equals(LOCK_NAME) && isEmpty(absolute);
        return mayBe && DirectoryEntries.of(absolute.getParent()).stream().anyMatch(SegmentFileName::isNameOf);
    }

    private static boolean isAuxiliary(String name) {
        return name.startsWith(".") && name.contains(AUXILIARY);
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    private static NativeFile openLock(Posix posix, Path path) throws IOException {
        try {
            return NativeFile.open(posix, path, OpenRequest.createNew());
        } catch (FileAlreadyExistsException e) {
            return NativeFile.open(posix, path, OpenRequest.readWrite());
        }
    }

    /** Ascending, so that of several that are damaged the same one is always told. */
    @Override
    public List<SegmentPlace> places() throws IOException {
        List<SegmentPlace> places = new ArrayList<>();
        for (Path entry : DirectoryEntries.of(directory)) {
            OptionalLong number = SegmentFileName.numberIn(entry);
            if (number.isPresent()) {
                places.add(new SegmentPlace(entry, 0, number, reading));
            }
        }
        places.sort(Comparator.comparing(SegmentPlace::path));
        return places;
    }

    /** The file itself is made by whoever opens it; one that is left over there is empty or was never begun. */
    @Override
    public SegmentPlace allocate(long segmentNumber) throws IOException {
        Path path = directory.resolve(SegmentFileName.of(segmentNumber));
        unlink(path);
        return new SegmentPlace(path, 0, OptionalLong.of(segmentNumber), reading);
    }

    @Override
    public Path path() {
        return directory;
    }

    @Override
    public FileFacts.Found atItsPath() throws IOException {
        return held.atItsPath();
    }

    @Override
    public Layout layout() {
        return Layout.DIRECTORY;
    }

    /** A file that was deleted lives on as long as it is viewed. */
    @Override
    public void free(SegmentPlace place) throws IOException {
        unlink(place.path());
        held.force();
    }

    /** With its shadow, which would keep its blocks. From the directory that was opened, whatever is at its path by now. */
    private void unlink(Path segment) throws IOException {
        for (Path derived : Shadow.pathsFor(segment)) {
            held.unlink(nameOf(derived));
        }
        held.unlink(nameOf(segment));
    }

    /**
     * In the order of discards, so that what a killed one leaves is a log of which the first segments are discarded; but a file
     * that was prepared goes first, since left alone it would look like one whose bytes are lost. The lock goes last, so that
     * nobody begins meanwhile. The directory stays if it holds others' files, or may not go.
     */
    @Override
    public void delete() throws IOException {
        requireThere();
        List<SegmentPlace> places = places();
        if (!places.isEmpty() && isFree(places.get(places.size() - 1))) {
            unlink(places.remove(places.size() - 1).path());
        }
        for (SegmentPlace place : places) {
            unlink(place.path());
        }
        for (Path entry : DirectoryEntries.of(directory)) {
            if (LEFTOVER.matcher(nameOf(entry)).matches() && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                held.unlink(nameOf(entry));
            }
        }
        if (lock.size() == 0) {
            held.unlink(LOCK_NAME);
        }
        held.force();
        held.tryRemove();
    }

    /** As far as it can be read: whoever deletes a log may do so because it can't. */
    private boolean isFree(SegmentPlace place) {
        try {
            return PlaceBytes.headerAt(posix, place).isFree();
        } catch (IOException unreadable) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Closing.all(held, lock);
    }
}
