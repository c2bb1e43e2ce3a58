/**
 * What a run of benchmarks found, in the form in which it is kept, drawn and compared. Everything that measures ends in
 * a {@link io.tidemark.bench.report.BenchmarkRun}.
 */
package io.tidemark.bench.report;
