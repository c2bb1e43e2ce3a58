package io.tidemark.cli.demo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Input that is at hand wherever this runs: the files of the running JDK. */
final class RuntimeFiles {
    private RuntimeFiles() {}

    /** The runtime image; where there is none, all files of the JDK, the biggest first. */
    static List<Path> find() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path image = home.resolve("lib/modules");
        if (Files.isReadable(image)) {
            return List.of(image);
        }
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> found = files.filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().length())
                            .reversed())
                    .toList();
            if (found.isEmpty()) {
                throw new FileSystemException(home.toString(), null, "no file to stream here; name one");
            }
            return found;
        }
    }
}
