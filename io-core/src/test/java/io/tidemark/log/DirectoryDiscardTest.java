package io.tidemark.log;

import org.junit.jupiter.api.Tag;

/** A file for each segment. */
@Tag("no-disk")
class DirectoryDiscardTest extends DiscardContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }
}
