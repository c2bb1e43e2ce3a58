package io.tidemark.nativeio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this process has open and mapped, by its own account in /proc/self. */
public final class Descriptors {
    private Descriptors() {}

    /** Descriptors whose file is {@code path} or below it, unlinked files included, as {@code number -> target}. */
    public static List<String> open(Path path) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                String target = targetOf(link);
                if (isWithin(target, path)) {
                    found.add(link.getFileName() + " -> " + target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Lines of /proc/self/maps whose file is {@code path} or below it, unlinked files included. */
    public static List<String> mapped(Path path) {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.indexOf('/') >= 0 && isWithin(line.substring(line.indexOf('/')), path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if this process has a file at or below {@code path} open or mapped. */
    public static void assertNoneLeft(Path path) {
        assertThat(open(path)).as("descriptors left open below " + path).isEmpty();
        assertThat(mapped(path)).as("mappings left below " + path).isEmpty();
    }

    private static boolean isWithin(String target, Path path) {
        String root = path.toAbsolutePath().toString();
        return target.equals(root) || target.startsWith(root + "/") || target.equals(root + " (deleted)");
    }

    private static String targetOf(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed since the directory was listed, such as the descriptor of the listing.
            return "";
        }
    }
}
