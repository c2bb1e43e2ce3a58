/**
 * The workloads of {@link io.tidemark.bench.foundation} for JMH: one process for each benchmark, so that the compiler has
 * seen nothing else, and allocation by {@code -prof gc}. Directories come from {@link io.tidemark.bench.jmh.Directories}.
 * Records and scans of a log work on memory alone, so they are here as a whole.
 */
package io.tidemark.bench.jmh;
