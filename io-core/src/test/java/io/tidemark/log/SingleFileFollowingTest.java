package io.tidemark.log;

/** One file of slots. */
class SingleFileFollowingTest extends FollowingContract {
    @Override
    Layout layout() {
        return Layout.SINGLE_FILE;
    }
}
