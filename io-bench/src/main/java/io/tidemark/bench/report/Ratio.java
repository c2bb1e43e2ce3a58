package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import java.util.Arrays;
import java.util.List;

/**
 * How often one contestant does what another one does once.
 *
 * @param median over the rounds
 * @param low a quarter of the rounds lies below
 * @param high a quarter of the rounds lies above
 */
record Ratio(double median, double low, double high) {
    /** The throughput of {@code one} in that of {@code other}; round by round where they took turns. */
    static Ratio of(Measurement one, Measurement other) {
        List<Double> mine = one.nanos();
        List<Double> theirs = other.nanos();
        if (mine.size() != theirs.size()) {
            Series a = Workload.series(one);
            Series b = Workload.series(other);
            return new Ratio(
                    b.median() / a.median(), b.quantile(0.25) / a.quantile(0.75), b.quantile(0.75) / a.quantile(0.25));
        }
        double[] ratios = new double[mine.size()];
        Arrays.setAll(ratios, round -> theirs.get(round) / mine.get(round));
        Series series = new Series(ratios);
        return new Ratio(series.median(), series.quantile(0.25), series.quantile(0.75));
    }
}
