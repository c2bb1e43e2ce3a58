package io.tidemark.bench.foundation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders of a work's own, gone with it; the work has deleted what it put there. */
public final class Folders implements AutoCloseable {
    private final List<Path> all = new ArrayList<>();

    /** A new folder in {@code directory}. */
    public Path in(Path directory) throws IOException {
        Path folder = Leftovers.add(Files.createTempDirectory(directory, "tidemark-bench-"));
        all.add(folder);
        return folder;
    }

    @Override
    public void close() throws IOException {
        for (Path folder : all) {
            Files.delete(folder);
            Leftovers.remove(folder);
        }
    }
}
