/** The tidemark command. */
module io.tidemark.cli {
    requires io.tidemark.core;
}
