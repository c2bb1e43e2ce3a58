package io.tidemark.log;

import org.junit.jupiter.api.Tag;

/** A file for each segment. */
@Tag("no-disk")
class DirectoryFollowingTest extends FollowingContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }
}
