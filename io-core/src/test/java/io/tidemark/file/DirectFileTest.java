package io.tidemark.file;

import io.tidemark.mode.AccessMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("no-dax")
class DirectFileTest extends HybridFileContract {
    @Override
    AccessMode tailMode() {
        return AccessMode.DIRECT;
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }
}
