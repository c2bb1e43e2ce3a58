package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("no-dax")
class DirectFileTest extends HybridFileContract {
    @Override
    RangeMode tailMode() {
        return RangeMode.DIRECT;
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }
}
