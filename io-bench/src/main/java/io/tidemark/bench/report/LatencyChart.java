package io.tidemark.bench.report;

import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.util.List;

/** Latencies over percentiles; the axis of percentiles counts nines. */
final class LatencyChart {
    private static final List<Double> TICKS = List.of(0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999);

    private final Workload workload;
    private final List<Measurement> curves;
    private final Scale times;
    private final double most;

    LatencyChart(Workload workload) {
        this.workload = workload;
        curves = workload.measurements().stream()
                .filter(one -> !one.latencies().isEmpty())
                .toList();
        List<Latency> all =
                curves.stream().flatMap(one -> one.latencies().stream()).toList();
        times = Frame.times(
                Math.max(1, all.stream().mapToDouble(Latency::nanos).min().orElseThrow()),
                all.stream().mapToDouble(Latency::nanos).max().orElseThrow());
        most = Math.max(
                2,
                all.stream()
                        .filter(one -> one.percentile() < 100)
                        .mapToDouble(one -> nines(one.percentile()))
                        .max()
                        .orElse(2));
    }

    /** 0, 0.3, 1, 2, 3 for 0, 50, 90, 99 and 99.9 per cent. */
    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private double x(double percentile) {
        double part = Math.min(nines(percentile), most) / most;
        return Frame.LEFT + 14 + part * (Frame.WIDTH - Frame.LEFT - Frame.RIGHT - 28);
    }

    String draw() {
        Svg svg = new Svg(Frame.WIDTH, Frame.HEIGHT, workload.title() + ": latency percentiles");
        Frame.drawTimes(svg, times);
        for (double tick : TICKS) {
            if (nines(tick) <= most) {
                double x = x(tick);
                svg.line(x, Frame.TOP, x, Frame.HEIGHT - (double) Frame.BOTTOM, "grid");
                String label = Svg.format("%s %%", Double.toString(tick).replaceFirst("\\.0$", ""));
                svg.label(x, Frame.HEIGHT - Frame.BOTTOM + 18.0, "middle", "tick", label);
            }
        }
        svg.label(Frame.WIDTH / 2.0, Frame.HEIGHT - 6.0, "middle", "axis", "operations that took no longer");
        svg.label(8, 14, "start", "axis", "latency");
        List<String> contestants = workload.contestants();
        for (Measurement curve : curves) {
            draw(svg, curve, Frame.colour(contestants.indexOf(curve.contestant())));
        }
        return svg.toString();
    }

    private void draw(Svg svg, Measurement curve, String colour) {
        StringBuilder points = new StringBuilder();
        svg.raw("<g class=\"series " + colour + (curve.role() == Role.TIDEMARK ? " own" : "") + "\">\n");
        for (Latency latency : curve.latencies()) {
            if (latency.percentile() < 100) {
                points.append(Svg.format("%.1f,%.1f ", x(latency.percentile()), times.at(latency.nanos())));
            }
        }
        svg.path(points.toString().strip(), "curve");
        for (Latency latency : curve.latencies()) {
            if (latency.percentile() < 100) {
                svg.circle(
                        x(latency.percentile()),
                        times.at(latency.nanos()),
                        3.2,
                        "dot",
                        curve.contestant() + "\n" + latency.percentile() + " % took at most "
                                + Units.nanos(latency.nanos()));
            }
        }
        svg.raw("</g>\n");
    }
}
