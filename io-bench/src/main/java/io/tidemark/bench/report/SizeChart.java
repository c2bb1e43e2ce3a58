package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Role;
import java.util.List;

/** Time of an operation over record size, both logarithmic, with the points where lines cross. */
final class SizeChart {
    private final Workload workload;
    private final Scale sizes;
    private final Scale times;

    SizeChart(Workload workload) {
        this.workload = workload;
        List<Integer> all = workload.sizes();
        sizes = new Scale(all.get(0), all.get(all.size() - 1), Frame.LEFT + 14.0, Frame.WIDTH - Frame.RIGHT - 14.0);
        List<Series> series =
                workload.measurements().stream().map(Workload::series).toList();
        times = Frame.times(
                series.stream().mapToDouble(one -> one.quantile(0.25)).min().orElseThrow(),
                series.stream().mapToDouble(one -> one.quantile(0.75)).max().orElseThrow());
    }

    String draw() {
        Svg svg = new Svg(Frame.WIDTH, Frame.HEIGHT, workload.title() + ": time of an operation over record size");
        Frame.drawTimes(svg, times);
        for (int size : workload.sizes()) {
            double x = sizes.at(size);
            svg.line(x, Frame.TOP, x, Frame.HEIGHT - (double) Frame.BOTTOM, "grid");
            svg.label(x, Frame.HEIGHT - Frame.BOTTOM + 18.0, "middle", "tick", Units.bytes(size));
        }
        svg.label(Frame.WIDTH / 2.0, Frame.HEIGHT - 6.0, "middle", "axis", "record size");
        svg.label(8, 14, "start", "axis", "time of an operation");
        drawCrossings(svg);
        List<String> contestants = workload.contestants();
        for (int i = 0; i < contestants.size(); i++) {
            drawLine(svg, contestants.get(i), Frame.colour(i));
        }
        return svg.toString();
    }

    private void drawLine(Svg svg, String contestant, String colour) {
        StringBuilder points = new StringBuilder();
        List<Measurement> mine = workload.sizes().stream()
                .flatMap(size -> workload.at(contestant, size).stream())
                .toList();
        svg.raw("<g class=\"series " + colour + (mine.get(0).role() == Role.TIDEMARK ? " own" : "") + "\">\n");
        for (Measurement one : mine) {
            Series series = Workload.series(one);
            double x = sizes.at(one.bytes());
            points.append(Svg.format("%.1f,%.1f ", x, times.at(series.median())));
            svg.line(x, times.at(series.quantile(0.25)), x, times.at(series.quantile(0.75)), "whisker");
        }
        svg.path(points.toString().strip(), "curve");
        for (Measurement one : mine) {
            svg.circle(sizes.at(one.bytes()), times.at(Workload.series(one).median()), 3.6, "dot", Frame.describe(one));
        }
        svg.raw("</g>\n");
    }

    /** A ring where two lines cross; a line down to the sizes where the fastest of all changes. */
    private void drawCrossings(Svg svg) {
        for (Crossing crossing : Crossing.of(workload)) {
            double x = sizes.at(crossing.bytes());
            boolean isLead = isFastest(crossing);
            String tip = "about " + Units.bytes(Math.round(crossing.bytes())) + ": up to there " + crossing.smaller()
                    + "\nis faster, beyond " + crossing.larger();
            if (isLead) {
                svg.line(x, Frame.TOP, x, Frame.HEIGHT - (double) Frame.BOTTOM, "crossing");
                svg.label(x, Frame.TOP - 8.0, "middle", "mark", "≈ " + Units.bytes(Math.round(crossing.bytes())));
            }
            svg.circle(x, times.at(crossing.nanos()), 7, "ring", tip);
        }
    }

    /** Whether both are the fastest of all on their side. */
    private boolean isFastest(Crossing crossing) {
        return leads(crossing.smaller(), crossing.bytes(), -1) && leads(crossing.larger(), crossing.bytes(), 1);
    }

    private boolean leads(String contestant, double bytes, int side) {
        int nearest = workload.sizes().stream()
                .filter(size -> side < 0 ? size <= bytes : size >= bytes)
                .reduce((a, b) -> side < 0 ? b : a)
                .orElseThrow();
        double mine =
                Workload.series(workload.at(contestant, nearest).orElseThrow()).median();
        return workload.at(nearest).stream()
                .allMatch(one -> Workload.series(one).median() >= mine);
    }
}
