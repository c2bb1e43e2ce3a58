package io.tidemark.log;

/** A file for each segment. */
class DirectoryLogTest extends HybridLogContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }
}
