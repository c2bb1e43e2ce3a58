package io.tidemark.log;

import org.junit.jupiter.api.Tag;

/** A file for each segment. What is special about file systems is the files' business, and tested with them. */
@Tag("no-disk")
class DirectoryLogTest extends HybridLogContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }
}
