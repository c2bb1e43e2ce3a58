package io.tidemark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Where temporary files may go: on a disk if possible, because memory shows nothing of what a disk does. */
final class TemporaryPlace {
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private TemporaryPlace() {}

    static Path find() {
        Path first = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> places = List.of(first, Path.of("/var/tmp"), Path.of(System.getProperty("user.home")), Path.of("."));
        return places.stream().filter(TemporaryPlace::isOnDisk).findFirst().orElse(first);
    }

    private static boolean isOnDisk(Path directory) {
        try {
            return Files.isDirectory(directory)
                    && Files.isWritable(directory)
                    && !MEMORY.contains(Files.getFileStore(directory).type());
        } catch (IOException e) {
            return false;
        }
    }
}
