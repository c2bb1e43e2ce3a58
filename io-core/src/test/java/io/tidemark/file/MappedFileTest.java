package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class MappedFileTest extends HybridFileContract {
    @Override
    RangeMode tailMode() {
        return RangeMode.MAPPED;
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }
}
