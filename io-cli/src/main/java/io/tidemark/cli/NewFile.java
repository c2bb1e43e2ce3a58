package io.tidemark.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file or log that may have to be made. */
record NewFile(Path path) {
    /** Refuses a path in a directory that isn't there; the system says only that something isn't, and names the file. */
    void requireDirectory() throws FileSystemException {
        Path directory = path.getParent();
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            throw refused(existing + " is not a directory; name another path");
        }
        // What can't be looked at is for the system to refuse.
        if (directory != null && Files.notExists(directory)) {
            throw refused("the directory " + directory + " doesn't exist; make it, or name another path");
        }
    }

    private FileSystemException refused(String what) {
        return new FileSystemException(path.toString(), null, what);
    }
}
