package io.tidemark.cli.demo;

import org.HdrHistogram.Histogram;

/**
 * How long calls took, in nanoseconds; zeros where there was no call.
 *
 * @param count calls
 */
public record Latency(long count, long p50Nanos, long p90Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
    private static final int SIGNIFICANT_DIGITS = 3;

    /** To count into; not safe for several threads. */
    static Histogram histogram() {
        return new Histogram(SIGNIFICANT_DIGITS);
    }

    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
