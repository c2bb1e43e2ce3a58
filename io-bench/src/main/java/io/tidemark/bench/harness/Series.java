package io.tidemark.bench.harness;

import java.util.Arrays;

/** Order statistics of samples: a noisy neighbour moves a mean, but hardly a median. */
public final class Series {
    private final double[] sorted;

    /** @param samples at least one */
    public Series(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        sorted = samples.clone();
        Arrays.sort(sorted);
    }

    /** Half of the samples are above. */
    public double median() {
        return quantile(0.5);
    }

    /** The sample, interpolated, that the given part of the samples is below. */
    public double quantile(double part) {
        double position = part * (sorted.length - 1);
        int index = (int) position;
        int next = Math.min(index + 1, sorted.length - 1);
        return sorted[index] + (position - index) * (sorted[next] - sorted[index]);
    }

    /** The middle half of the samples lies within this part of the median. */
    public double spread() {
        return (quantile(0.75) - quantile(0.25)) / median();
    }
}
