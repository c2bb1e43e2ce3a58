package io.tidemark.file;

import io.tidemark.mode.AccessMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("dax")
class DaxMappedFileTest extends HybridFileContract {
    @Override
    AccessMode tailMode() {
        return AccessMode.DAX_MAPPED;
    }

    @Override
    Path newDirectory() throws IOException {
        return DaxDirectory.newDirectory();
    }
}
