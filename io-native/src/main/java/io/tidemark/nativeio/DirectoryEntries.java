package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is in a directory. */
public final class DirectoryEntries {
    private DirectoryEntries() {}

    /**
     * All entries, in no order; what is made or deleted meanwhile may be among them or not.
     *
     * @throws IOException if the directory can't be read, or can't be read on
     */
    public static List<Path> of(Path directory) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            return all(stream);
        }
    }

    static List<Path> all(DirectoryStream<Path> stream) throws IOException {
        List<Path> entries = new ArrayList<>();
        try {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause(); // An unchecked exception would pass by who handles failures of the system.
        }
        return entries;
    }
}
