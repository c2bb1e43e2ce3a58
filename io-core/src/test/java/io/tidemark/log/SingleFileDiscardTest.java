package io.tidemark.log;

/** One file of slots. */
class SingleFileDiscardTest extends DiscardContract {
    @Override
    Layout layout() {
        return Layout.SINGLE_FILE;
    }
}
