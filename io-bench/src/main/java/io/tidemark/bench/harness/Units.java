package io.tidemark.bench.harness;

import java.util.Locale;

/** Figures as people read them. */
final class Units {
    private Units() {}

    /** A duration in the unit that leaves one to three digits in front of the point. */
    static String nanos(double nanos) {
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.1f ns", nanos);
        }
        if (nanos < 1e6) {
            return String.format(Locale.ROOT, "%.2f us", nanos / 1e3);
        }
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
}
