/** One file, an access mode for each range. */
module io.tidemark.core {
    requires transitive io.tidemark.nativeio;
    requires transitive io.netty.buffer;
    requires com.github.benmanes.caffeine;
    requires io.netty.common;
    requires jdk.jfr;
    requires jdk.management;
    requires jdk.nio.mapmode;

    exports io.tidemark.file;
    exports io.tidemark.log;
    exports io.tidemark.mode;
}
