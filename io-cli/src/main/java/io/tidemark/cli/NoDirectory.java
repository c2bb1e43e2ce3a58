package io.tidemark.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Something else where a path needs a directory. */
final class NoDirectory {
    private NoDirectory() {}

    /** What is wrong with a path that leads through a file; empty if it leads through none. */
    static Optional<String> inFrontOf(Path path) {
        Path existing = path.getParent();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null || Files.isDirectory(existing)
                ? Optional.empty()
                : Optional.of(existing + " is not a directory; name another path");
    }
}
