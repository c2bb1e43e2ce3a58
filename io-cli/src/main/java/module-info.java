/** The tidemark command. */
module io.tidemark.cli {
    requires com.google.gson;
    requires info.picocli;
    requires io.tidemark.core;
    requires java.logging;
    requires java.management;
    requires jdk.jfr;
    requires me.tongfei.progressbar;
    requires HdrHistogram;

    opens io.tidemark.cli to
            info.picocli;
}
