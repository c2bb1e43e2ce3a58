/**
 * Benchmarks: floors first, then the library, in one run.
 *
 * <ul>
 *   <li>{@link io.tidemark.bench.harness}: interleaves a floor and a candidate in one process, so that noise hits both,
 *       and judges their ratio;
 *   <li>{@link io.tidemark.bench.foundation}: what is compared: what a file and a log do all day, each beside the
 *       barest way to do the same;
 *   <li>{@link io.tidemark.bench.write}, {@link io.tidemark.bench.read}: every way to write and to read, over sizes;
 *   <li>{@link io.tidemark.bench.mixed}, {@link io.tidemark.bench.recovery}: a log under load, and after a kill;
 *   <li>{@link io.tidemark.bench.suite}: the command that runs all of it; {@link io.tidemark.bench.report}: what it found,
 *       kept, drawn and compared;
 *   <li>{@link io.tidemark.bench.command}: options that the commands share;
 *   <li>{@link io.tidemark.bench.jmh}: the same workloads for JMH, by mode and size, in a process of their own.
 * </ul>
 */
package io.tidemark.bench;
