package io.tidemark.peers.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories and all that is in them. */
public final class Directories {
    private Directories() {}

    /** Deletes everything in a directory, but not the directory itself. */
    public static void empty(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.filter(path -> !path.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Deletes a directory and everything in it. */
    public static void delete(Path directory) throws IOException {
        empty(directory);
        Files.delete(directory);
    }
}
