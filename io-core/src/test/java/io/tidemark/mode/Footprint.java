package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a probe must leave as it was: the directory's entries, and this process's descriptors and mappings of files. */
record Footprint(Path directory, List<String> entries, List<String> descriptors, List<String> mappings) {
    static Footprint of(Path directory) throws IOException {
        return new Footprint(directory, list(directory), descriptorsIn(directory), mappingsOf(directory));
    }

    void assertUnchanged() throws IOException {
        assertThat(of(directory)).isEqualTo(this);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toString).sorted().toList();
        }
    }

    /** Only what lies in the directory: the JVM itself opens and closes files of its own at any time. */
    private static List<String> descriptorsIn(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(Footprint::target)
                    .filter(target -> target.startsWith(directory.toString()))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> mappingsOf(Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString())).toList();
        }
    }
}
