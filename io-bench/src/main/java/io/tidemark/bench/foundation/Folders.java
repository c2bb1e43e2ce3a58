package io.tidemark.bench.foundation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of a work's own, gone with it; the work has deleted what it put there. */
public final class Folders implements AutoCloseable {
    private final List<Path> all = new ArrayList<>();

    /** A new folder in {@code directory}. */
    public Path in(Path directory) throws IOException {
        Path folder = Leftovers.add(Files.createTempDirectory(directory, "tidemark-bench-"));
        all.add(folder);
        return folder;
    }

    /** Deletes a folder and everything in it, or a file. */
    public static void deleteWithContents(Path folder) throws IOException {
        List<Path> contents;
        try (Stream<Path> walk = Files.walk(folder)) {
            contents = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : contents) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path folder : all) {
            Files.delete(folder);
            Leftovers.remove(folder);
        }
    }
}
