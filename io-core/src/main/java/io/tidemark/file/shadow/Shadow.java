package io.tidemark.file.shadow;

import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The file {@code .NAME.tidemark-shadow} beside a DAX file, or {@code .NAME.tidemark-shadow-OFFSET} for each region of one
 * that is used as a file of its own: the same blocks at the same offsets, as far as they have been
 * cloned, but not DAX, so that the kernel caches what is read.
 *
 * <p>It is derived: whoever loses it loses cached pages. It has no content of its own and no mark that says what it is;
 * what it is good for is looked up in both files' block maps ({@link #shared}). So nothing here needs a force, and
 * whatever a crash, another file's shadow, a truncation or a writer without shadows left is not read.
 *
 * <p>Opened at the first need. Changed by the file's writer only, one thread at a time.
 */
public final class Shadow implements Closeable {
    private final Posix posix;
    private final NativeFile source;
    private final Path path;
    private final Path stagePath;
    private final long borderBytes;

    private NativeFile file;

    /**
     * @param path of the file
     * @param source the file or its region, open; stays the caller's
     * @param borderBytes a multiple of the file system's block size
     */
    public Shadow(Posix posix, Path path, NativeFile source, long borderBytes) {
        this.posix = posix;
        this.source = source;
        this.path = pathFor(path, source.region());
        this.stagePath = beside(path, "stage", source.region());
        this.borderBytes = borderBytes;
    }

    /** Where the shadow of the file at {@code path} is. */
    public static Path pathFor(Path path) {
        return pathFor(path, FileRegion.WHOLE_FILE);
    }

    /** Where the shadow of a region of the file at {@code path} is. */
    public static Path pathFor(Path path, FileRegion region) {
        return beside(path, "shadow", region);
    }

    /** Where the shadow of the file at {@code path} and what is left of a stage are, if there are any. */
    public static List<Path> pathsFor(Path path) {
        return List.of(beside(path, "stage", FileRegion.WHOLE_FILE), pathFor(path));
    }

    /** Removes them. */
    public static void delete(Posix posix, Path path) throws IOException {
        delete(posix, path, FileRegion.WHOLE_FILE);
    }

    /** Removes those of a region of the file. */
    public static void delete(Posix posix, Path path, FileRegion region) throws IOException {
        unlink(posix, beside(path, "stage", region));
        unlink(posix, pathFor(path, region));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Whether there is one that can be read. */
    public boolean isOpen() {
        return file != null;
    }

    /** The shadow itself, advised for random access; only where {@link #shared} said so it may be read. */
    public NativeFile file() {
        if (file == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return file;
    }

    /**
     * Opens the shadow that is there, if there is one.
     *
     * @return whether it is open now
     * @throws IOException if it can't be used: it is not a regular file, is DAX itself, or may not be opened
     */
    public boolean tryOpen(OpenRequest request) throws IOException {
        NativeFile found;
        try {
            found = NativeFile.open(posix, path, request);
        } catch (NoSuchFileException e) {
            return false;
        }
        adopt(found);
        return true;
    }

    /** The parts of {@code span} that the shadow holds, ascending, border by border. */
    public List<Span> shared(Span span) throws IOException {
        return file == null ? List.of() : SharedBlocks.of(source, file, span, borderBytes);
    }

    /**
     * Clones {@code spans}; copies nothing. The file system clones only between two files that are both DAX or both not,
     * so the clone goes to a stage that is DAX, and is switched there. The first stage becomes the shadow.
     */
    public void cloneFrom(List<Span> spans) throws IOException {
        unlink(posix, stagePath); // Left by a crash.
        try (Stage stage = new Stage(posix, stagePath, source)) {
            stage.fill(spans);
            NativeFile switched = stage.switched();
            if (file == null) {
                Files.move(stagePath, path, StandardCopyOption.ATOMIC_MOVE);
                adopt(stage.release());
            } else {
                for (Span span : spans) {
                    Stage.clone(switched, span, file);
                }
            }
        } finally {
            unlink(posix, stagePath);
        }
    }

    /** Gives back the blocks of all that is not in {@code kept}; nobody may read there. */
    public void keepOnly(List<Span> kept) throws IOException {
        long from = 0;
        for (Span span : kept) {
            punch(from, span.start());
            from = span.end();
        }
        punch(from, file().size());
    }

    /** Gives back the blocks between two offsets. */
    public void punch(long from, long to) throws IOException {
        if (file != null) {
            long end = Math.min(to, file.size());
            if (from < end) {
                file.punchHole(from, end - from);
            }
        }
    }

    /** Removes the shadow and what is left of a stage, if they are there; who has it open can go on reading. */
    public void delete() throws IOException {
        close();
        unlink(posix, stagePath);
        unlink(posix, path);
    }

    @Override
    public void close() throws IOException {
        NativeFile last = file;
        file = null;
        if (last != null) {
            last.close();
        }
    }

    private void adopt(NativeFile found) throws IOException {
        try {
            FileFacts facts = found.facts();
            if (facts.isDax()) {
                throw new IOException(path + " is DAX itself, so it has no page cache");
            }
            if (facts.linkCount() > 1) {
                throw new IOException(path + " has another name, so it may be somebody else's");
            }
            found.advise(0, 0, Advice.RANDOM);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, found);
            throw e;
        }
        file = found;
    }

    private static Path beside(Path path, String kind, FileRegion region) {
        String which = region.isWholeFile() ? "" : "-" + region.offset();
        return path.resolveSibling("." + path.getFileName() + ".tidemark-" + kind + which);
    }

    /** By the system call, which takes away no directory. A name that is too long for a shadow has none. */
    private static void unlink(Posix posix, Path path) throws IOException {
        try {
            posix.unlink(path.toString());
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENAMETOOLONG) {
                throw e.toIoException(path);
            }
        }
    }
}
