/** Linux system calls and the files, mappings and page-cache controls that stand on them. */
module io.tidemark.nativeio {
    requires com.sun.jna;

    exports io.tidemark.nativeio;
}
