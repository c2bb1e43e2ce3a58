package io.tidemark.cli;

import io.tidemark.cli.map.Pages;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Units {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;

    private Units() {}

    /** Three digits or so: {@code 640 B}, {@code 1.5 KiB}, {@code 122.7 MiB}. */
    static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        if (bytes < MIB) {
            return scaled(bytes, KIB) + " KiB";
        }
        return bytes < GIB ? scaled(bytes, MIB) + " MiB" : scaled(bytes, GIB) + " GiB";
    }

    /** Without a fraction where there is none. */
    private static String scaled(long bytes, long unit) {
        return bytes % unit == 0 ? Long.toString(bytes / unit) : format("%.1f", (double) bytes / unit);
    }

    /** With groups of three digits. */
    static String count(long count) {
        return format("%,d", count);
    }

    /** With its noun, of which there is a plural by 's': {@code 1 page}, {@code 2 pages}. */
    static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** In the unit that suits it. */
    static String nanos(long nanos) {
        if (nanos < MICROS) {
            return nanos + " ns";
        }
        if (nanos < MILLIS) {
            return format("%.1f us", nanos / MICROS);
        }
        return nanos < SECONDS ? format("%.1f ms", nanos / MILLIS) : format("%.1f s", nanos / SECONDS);
    }

    /** Bytes in a time, as a rate; in the unit that suits it. */
    static String rate(long bytes, long nanos) {
        double perSecond = bytes / (Math.max(1, nanos) / SECONDS);
        if (perSecond < KIB) {
            return format("%.0f B/s", perSecond);
        }
        return perSecond < MIB ? format("%.1f KiB/s", perSecond / KIB) : format("%.1f MiB/s", perSecond / MIB);
    }

    /** Never 100 % unless it is all, never 0 % unless it is nothing. */
    static String percent(Pages pages) {
        double percent = 100 * pages.share();
        double shown = Math.round(percent * 10) / 10.0;
        if (shown == 100 && pages.resident() < pages.total()) {
            return "99.9 %";
        }
        if (shown == 0 && pages.resident() > 0) {
            return "0.1 %";
        }
        return format(shown == Math.rint(shown) ? "%.0f %%" : "%.1f %%", shown);
    }

    /** Such as {@code 1.01}: two digits tell a tail's padding from none. */
    static String factor(double factor) {
        return format("%,.2f", factor);
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
