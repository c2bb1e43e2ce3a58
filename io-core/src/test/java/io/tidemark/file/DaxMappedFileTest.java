package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("dax")
class DaxMappedFileTest extends HybridFileContract {
    @Override
    RangeMode tailMode() {
        return RangeMode.DAX_MAPPED;
    }

    @Override
    Path newDirectory() throws IOException {
        return DaxDirectory.newDirectory();
    }
}
