package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The directory on a DAX file system that the system property {@code tidemark.dax.dir} names. */
public final class DaxDirectory {
    private DaxDirectory() {}

    public static Path newDirectory() throws IOException {
        String directory = System.getProperty("tidemark.dax.dir");
        Assumptions.assumeTrue(directory != null, "the property tidemark.dax.dir names no DAX directory");
        return Files.createTempDirectory(Path.of(directory), "tidemark");
    }
}
