package io.tidemark.file;

import io.tidemark.mode.AccessMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class BufferedFileTest extends HybridFileContract {
    @Override
    AccessMode tailMode() {
        return AccessMode.BUFFERED;
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }
}
