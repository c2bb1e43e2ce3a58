package io.tidemark.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system as this process sees it. */
record Mount(String device, String directory, String options) {
    static List<Mount> all() {
        try {
            return Files.readAllLines(Path.of("/proc/mounts")).stream()
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Mount(words[0], words[1], words[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that is seen at a directory: the last of those that are mounted there. */
    static Mount at(Path directory) {
        return all().stream()
                .filter(mount -> mount.directory.equals(directory.toString()))
                .reduce((below, above) -> above)
                .orElseThrow();
    }

    boolean isReadOnly() {
        return options.startsWith("ro,");
    }
}
