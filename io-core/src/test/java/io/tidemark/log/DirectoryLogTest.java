package io.tidemark.log;

import org.junit.jupiter.api.Tag;

/** A file for each segment. In guests on one file system only: what is special about others is the file's, not the log's. */
@Tag("ext4")
class DirectoryLogTest extends HybridLogContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }
}
