package io.tidemark.peers;

import io.tidemark.bench.report.Measurement.Latency;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How long single operations took, in a closed loop: what a caller waits who waits for each. For one thread. */
final class Latencies {
    private static final double[] PERCENTILES = {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99};
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS);

    void record(long nanos) {
        histogram.recordValue(nanos);
    }

    void reset() {
        histogram.reset();
    }

    void add(Latencies other) {
        histogram.add(other.histogram);
    }

    /** As far as there are operations enough for them. */
    List<Latency> percentiles() {
        long count = histogram.getTotalCount();
        List<Latency> all = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            if (count * (100 - percentile) >= 100) {
                all.add(new Latency(percentile, histogram.getValueAtPercentile(percentile)));
            }
        }
        if (count > 0) {
            all.add(new Latency(100, histogram.getMaxValue()));
        }
        return all;
    }
}
