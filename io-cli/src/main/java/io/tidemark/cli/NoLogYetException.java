package io.tidemark.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** An empty file or directory, or one of zeros: as a creation of a log leaves it that was cut short. */
final class NoLogYetException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NoLogYetException(Path path) {
        super(
                path.toString(),
                null,
                "it is no log yet: it holds no more than a creation leaves that was cut short; 'append' makes it one");
    }
}
