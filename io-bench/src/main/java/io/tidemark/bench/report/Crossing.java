package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one contestant stops being faster than another.
 *
 * @param bytes of a record there, interpolated between the sizes that were measured
 * @param nanos that both take there
 * @param smaller who is faster at smaller sizes
 * @param larger who is faster at larger ones
 */
record Crossing(double bytes, double nanos, String smaller, String larger) {
    /** All pairs; only where the middle halves of their rounds are apart on both sides. */
    static List<Crossing> of(Workload workload) {
        List<Crossing> all = new ArrayList<>();
        List<String> names = workload.contestants();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                all.addAll(between(workload, names.get(i), names.get(j)));
            }
        }
        return all;
    }

    private static List<Crossing> between(Workload workload, String a, String b) {
        List<Crossing> all = new ArrayList<>();
        int last = 0;
        int lastSize = 0;
        for (int size : workload.sizes()) {
            int faster = faster(workload.at(a, size), workload.at(b, size));
            if (faster == 0) {
                continue;
            }
            if (last != 0 && faster != last) {
                String smaller = last < 0 ? a : b;
                all.add(locate(workload, smaller, smaller.equals(a) ? b : a, lastSize, size));
            }
            last = faster;
            lastSize = size;
        }
        return all;
    }

    /** Negative if the first one is faster, positive if the second one is, 0 if that can't be told. */
    private static int faster(Optional<Measurement> first, Optional<Measurement> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return 0;
        }
        Series a = Workload.series(first.get());
        Series b = Workload.series(second.get());
        if (a.quantile(0.75) < b.quantile(0.25)) {
            return -1;
        }
        return b.quantile(0.75) < a.quantile(0.25) ? 1 : 0;
    }

    /** Straight lines in a chart whose axes are logarithmic. */
    private static Crossing locate(Workload workload, String smaller, String larger, int from, int to) {
        double distanceFrom = distance(workload, smaller, larger, from);
        double distanceTo = distance(workload, smaller, larger, to);
        double part = distanceFrom / (distanceFrom - distanceTo);
        double bytes = Math.exp(Math.log(from) + part * (Math.log(to) - Math.log(from)));
        double nanos = Math.exp((1 - part) * Math.log(median(workload, smaller, from))
                + part * Math.log(median(workload, smaller, to)));
        return new Crossing(bytes, nanos, smaller, larger);
    }

    private static double distance(Workload workload, String smaller, String larger, int size) {
        return Math.log(median(workload, larger, size)) - Math.log(median(workload, smaller, size));
    }

    private static double median(Workload workload, String contestant, int size) {
        return Workload.series(workload.at(contestant, size).orElseThrow()).median();
    }
}
