/** The tidemark command. */
module io.tidemark.cli {
    requires com.google.gson;
    requires info.picocli;
    requires io.tidemark.core;

    opens io.tidemark.cli to
            info.picocli;
}
