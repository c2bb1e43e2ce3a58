package io.tidemark.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory for what is written to be measured. Any thread may close it, also while another one still writes there. */
final class Scratch implements AutoCloseable {
    private static final String PREFIX = ".tidemark-calibrate-";
    private static final int MOST_ATTEMPTS = 10;

    private final Path parent;
    private final Path directory;

    private Scratch(Path parent, Path directory) {
        this.parent = parent;
        this.directory = directory;
    }

    static Scratch in(Path parent) throws IOException {
        // Real, because a link may lead elsewhere by the time it goes.
        return new Scratch(parent, Files.createTempDirectory(parent.toRealPath(), PREFIX));
    }

    Path directory() {
        return directory;
    }

    /**
     * Deletes it with the files in it. The names of those that are still open go, and their space with the process.
     *
     * @throws FileSystemException if something is left; it says where
     */
    @Override
    public synchronized void close() throws FileSystemException {
        try {
            int attempt = 1;
            while (!tryDelete(attempt)) {
                attempt++;
            }
        } catch (FileSystemException e) {
            throw left(ErrorHandler.reason(e), e);
        } catch (IOException e) {
            throw left(e.getMessage(), e);
        }
    }

    /** Who still writes may make a file after all were deleted, but none once the directory has gone. */
    private boolean tryDelete(int attempt) throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        try {
            return Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            if (attempt == MOST_ATTEMPTS) {
                throw e;
            }
            return false;
        }
    }

    private FileSystemException left(String why, IOException cause) {
        FileSystemException left = new FileSystemException(
                parent.toString(),
                null,
                "what was written to be measured is left in " + directory + " (" + why + "); delete it");
        left.initCause(cause);
        return left;
    }
}
