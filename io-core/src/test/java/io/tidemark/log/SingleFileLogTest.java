package io.tidemark.log;

/** One file of slots. */
class SingleFileLogTest extends HybridLogContract {
    @Override
    Layout layout() {
        return Layout.SINGLE_FILE;
    }
}
