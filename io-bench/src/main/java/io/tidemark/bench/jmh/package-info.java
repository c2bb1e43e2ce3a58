/**
 * For JMH, with one process for each benchmark, so that the compiler has seen nothing else: the workloads of {@link
 * io.tidemark.bench.foundation}, the paths of {@link io.tidemark.bench.write} and {@link io.tidemark.bench.read}, and every
 * other operation of a file and of a log. Allocation by {@code -prof gc}; directories come from {@link
 * io.tidemark.bench.jmh.Directories}.
 */
package io.tidemark.bench.jmh;
