package io.tidemark.bench.harness;

import java.util.Locale;

/** Figures as people read them. */
public final class Units {
    private Units() {}

    /** Bytes an operation, as a format says; a dash where they weren't measured, and are negative. */
    public static String bytesEach(String format, double bytes) {
        return bytes < 0 ? "-" : String.format(Locale.ROOT, format, bytes);
    }

    /** A duration in the unit that leaves one to three digits in front of the point. */
    public static String nanos(double nanos) {
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.1f ns", nanos);
        }
        if (nanos < 1e6) {
            return String.format(Locale.ROOT, "%.2f us", nanos / 1e3);
        }
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }

    /** A record size: {@code 512 B}, {@code 4 KiB}, {@code 1 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1 << 10 || bytes % (1 << 10) != 0) {
            return bytes + " B";
        }
        return bytes < 1 << 20 || bytes % (1 << 20) != 0 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }

    /** Operations a second in the unit that leaves one to three digits in front of the point. */
    public static String rate(double nanos) {
        double perSecond = 1e9 / nanos;
        if (perSecond < 1e3) {
            return String.format(Locale.ROOT, "%.1f /s", perSecond);
        }
        return perSecond < 1e6
                ? String.format(Locale.ROOT, "%.1f k/s", perSecond / 1e3)
                : String.format(Locale.ROOT, "%.1f M/s", perSecond / 1e6);
    }
}
