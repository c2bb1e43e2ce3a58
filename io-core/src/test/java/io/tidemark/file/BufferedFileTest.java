package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class BufferedFileTest extends HybridFileContract {
    @Override
    RangeMode tailMode() {
        return RangeMode.BUFFERED;
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }
}
