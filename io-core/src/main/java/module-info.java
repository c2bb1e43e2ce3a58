/** One file, an access mode for each range. */
module io.tidemark.core {
    requires transitive io.tidemark.nativeio;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires com.github.benmanes.caffeine;
    requires jdk.jfr;
    requires jdk.management;
    requires jdk.nio.mapmode;

    exports io.tidemark.file;
    exports io.tidemark.log;
    exports io.tidemark.mode;
}
