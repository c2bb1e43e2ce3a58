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

    /** The one whose root is that directory. */
    static Mount at(Path directory) {
        return all().stream()
                .filter(mount -> mount.directory.equals(directory.toString()))
                .findFirst()
                .orElseThrow();
    }

    boolean isReadOnly() {
        return options.startsWith("ro,");
    }
}
