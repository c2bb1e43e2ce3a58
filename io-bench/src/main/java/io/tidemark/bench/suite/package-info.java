/**
 * The command that runs all benchmarks and writes the report. {@link io.tidemark.bench.suite.Part} says what there is,
 * {@link io.tidemark.bench.suite.Suite} is the command.
 */
package io.tidemark.bench.suite;
