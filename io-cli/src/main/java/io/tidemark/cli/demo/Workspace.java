package io.tidemark.cli.demo;

import io.tidemark.cli.demo.DemoPlan.Leftover;
import io.tidemark.nativeio.DirectoryEntries;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory of the demo's own, which goes away with everything in it, also when the JVM is told to end. */
final class Workspace implements Closeable {
    private static final String PREFIX = "tidemark-demo-";
    private static final String FILE_NAME = "demo.tidemark";
    private static final String LOG_NAME = "demo.log";

    private final Path parent;
    private final Path directory;
    private final Leftover leftover;
    private final Thread hook = new Thread(this::interrupt, "demo-clean-up");
    private final Interruption interruption;
    private boolean isGone;
    /** Writes here as well, and ends first; null before it is started. */
    private Process other;

    private Workspace(Path parent, Path directory, Leftover leftover, Interruption interruption) {
        this.parent = parent;
        this.directory = directory;
        this.leftover = leftover;
        this.interruption = interruption;
    }

    /**
     * Makes one.
     *
     * @throws FileSystemException if {@code parent} is not a directory, or can't be written to
     */
    static Workspace create(Path parent, Leftover leftover, Interruption interruption) throws IOException {
        if (!Files.readAttributes(parent, BasicFileAttributes.class).isDirectory()) {
            throw new FileSystemException(parent.toString(), null, "not a directory");
        }
        // Real, because a link may lead elsewhere by the time of the clean-up.
        Path directory = createDirectory(parent);
        Workspace workspace = new Workspace(parent, directory, leftover, interruption);
        Runtime.getRuntime().addShutdownHook(workspace.hook);
        return workspace;
    }

    /** Failures name the directory that the user gave, not one that never came to be. */
    private static Path createDirectory(Path parent) throws IOException {
        try {
            return Files.createTempDirectory(parent.toRealPath(), PREFIX);
        } catch (FileSystemException e) {
            FileSystemException named = new FileSystemException(
                    parent.toString(), null, "no directory can be made in it (" + reason(e) + ")");
            named.initCause(e);
            throw named;
        }
    }

    private static String reason(FileSystemException e) {
        // The parent is there, so the kernel means a file system of its own, such as /proc.
        if (e instanceof NoSuchFileException) {
            return "its file system takes none";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    /** The file that the demo is about. */
    Path file() {
        return directory.resolve(FILE_NAME);
    }

    /** The log that it is about. */
    Path log() {
        return directory.resolve(LOG_NAME);
    }

    /** Another file in the same directory. */
    Path beside(String name) {
        return directory.resolve(name);
    }

    /** Fails unless there is space for {@code bytes} more. */
    void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < bytes) {
            throw new FileSystemException(
                    parent.toString(),
                    null,
                    "the demo needs about " + (bytes >> 20)
                            + " MiB here (for the data, space written ahead of it, and a copy to compare with), but "
                            + (free >> 20) + " MiB are free; take less with --size or another place with --dir");
        }
    }

    /** Starts a process that writes here. */
    Process start(ProcessBuilder builder) throws IOException {
        return create(() -> other = builder.start());
    }

    /** Runs what creates a file, unless the clean-up has been: nothing may come after it. */
    synchronized <T> T create(Creation<T> creation) throws IOException {
        if (isGone) {
            throw new FileSystemException(directory.toString(), null, "removed, because the JVM ends");
        }
        return creation.run();
    }

    /** Creates a file in the directory. */
    @FunctionalInterface
    interface Creation<T> {
        T run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The JVM ends, and the hook is at work.
        }
        remove();
    }

    /** Whether the demo's file is kept, which it can't be where it is interrupted before there is one. */
    private synchronized boolean remove() throws IOException {
        isGone = true;
        if (other != null) {
            other.toHandle().destroyForcibly();
            other.toHandle().onExit().join();
        }
        boolean isKept = leftover == Leftover.KEEP && Files.exists(file());
        for (Path entry : DirectoryEntries.of(directory)) {
            if (!isKept || !isResult(entry)) {
                removeAll(entry);
            }
        }
        if (!isKept) {
            Files.deleteIfExists(directory);
        }
        return isKept;
    }

    private boolean isResult(Path entry) {
        return entry.equals(file()) || entry.equals(log());
    }

    private static void removeAll(Path entry) throws IOException {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : DirectoryEntries.of(entry)) {
                removeAll(child);
            }
        }
        Files.deleteIfExists(entry);
    }

    private void interrupt() {
        interruption.begun();
        String outcome;
        try {
            outcome = remove() ? "kept " + file() : "removed";
        } catch (IOException e) {
            outcome = directory + " could not be removed: " + e;
        }
        interruption.cleanedUp(outcome);
    }
}
