package io.tidemark.bench.jmh;

import io.tidemark.bench.foundation.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where benchmarks put their files. */
public enum Directories {
    /** On the disk to measure: the system property {@code tidemark.bench.dir}, else the current directory. */
    DISK("tidemark.bench.dir", "."),
    /** On a memory file system: the system property {@code tidemark.bench.memory-dir}, else /dev/shm. */
    MEMORY("tidemark.bench.memory-dir", "/dev/shm");

    private final String property;
    private final String fallback;

    Directories(String property, String fallback) {
        this.property = property;
        this.fallback = fallback;
    }

    /** A new directory of one's own there; the caller deletes it. */
    public Path create() throws IOException {
        return Leftovers.add(
                Files.createTempDirectory(Path.of(System.getProperty(property, fallback)), "tidemark-jmh-"));
    }
}
