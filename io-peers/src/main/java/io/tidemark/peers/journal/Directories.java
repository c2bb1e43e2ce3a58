package io.tidemark.peers.journal;

import io.tidemark.bench.foundation.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Directories that are used again. */
public final class Directories {
    private Directories() {}

    /** Deletes everything in a directory, but not the directory itself. */
    public static void empty(Path directory) throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(directory)) {
            entries = list.toList();
        }
        for (Path entry : entries) {
            Folders.deleteWithContents(entry);
        }
    }
}
