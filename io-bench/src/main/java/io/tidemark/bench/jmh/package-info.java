/**
 * The workloads of {@link io.tidemark.bench.foundation} for JMH: one process for each benchmark, so that the compiler has
 * seen nothing else, and allocation by {@code -prof gc}. Directories come from {@link io.tidemark.bench.jmh.Directories}.
 */
package io.tidemark.bench.jmh;
