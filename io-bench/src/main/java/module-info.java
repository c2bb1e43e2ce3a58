/** Benchmarks: floors first, then the library, in one run. */
module io.tidemark.bench {
    requires io.tidemark.core;
}
