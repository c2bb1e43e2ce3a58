package io.tidemark.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file or log that may have to be made. */
record NewFile(Path path) {
    /** Refuses a path in a directory that isn't there; the system says only that something isn't, and names the file. */
    void requireDirectory() throws FileSystemException {
        Optional<String> obstacle = NoDirectory.inFrontOf(path);
        if (obstacle.isPresent()) {
            throw refused(obstacle.get());
        }
        Path directory = path.getParent();
        // What can't be looked at is for the system to refuse.
        if (directory != null && Files.notExists(directory)) {
            throw refused("the directory " + directory + " doesn't exist; make it, or name another path");
        }
    }

    private FileSystemException refused(String what) {
        return new FileSystemException(path.toString(), null, what);
    }
}
