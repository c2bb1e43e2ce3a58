package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;

/** What charts with a time axis share: the plot's place, the axis of times and its lines. */
final class Frame {
    static final int WIDTH = 960;
    static final int HEIGHT = 450;
    static final int LEFT = 76;
    static final int RIGHT = 20;
    static final int TOP = 48;
    static final int BOTTOM = 46;

    /** How many colours the style sheet has. */
    private static final int COLOURS = 10;

    private Frame() {}

    /** The classes of a contestant's line: colours repeat dashed. */
    static String colour(int index) {
        return "c" + index % COLOURS + (index >= COLOURS ? " dashed" : "");
    }

    /** An axis that begins and ends at powers of ten. */
    static Scale times(double least, double most) {
        double floor = Math.pow(10, Math.floor(Math.log10(least)));
        double ceiling = Math.pow(10, Math.ceil(Math.log10(most)));
        return new Scale(floor, Math.max(ceiling, floor * 10), HEIGHT - (double) BOTTOM, TOP);
    }

    static void drawTimes(Svg svg, Scale times) {
        for (double value = times.least(); value <= times.most() * 1.01; value *= 10) {
            double y = times.at(value);
            svg.line(LEFT, y, WIDTH - (double) RIGHT, y, "grid");
            svg.label(LEFT - 8.0, y + 4, "end", "tick", shortTime(value));
        }
    }

    private static String shortTime(double nanos) {
        return Units.nanos(nanos).replaceFirst("\\.0+ ", " ").replace("us", "µs");
    }

    /** Median and middle half. */
    static String describe(Measurement one) {
        Series series = Workload.series(one);
        return one.contestant() + "\n" + Units.bytes(one.bytes()) + ": " + Units.nanos(series.median())
                + " (middle half " + Units.nanos(series.quantile(0.25)) + " to " + Units.nanos(series.quantile(0.75))
                + ", " + one.nanos().size() + " rounds)\n" + Units.rate(series.median())
                + (one.guarantee().isEmpty() ? "" : "\n" + one.guarantee());
    }
}
