package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Role;
import java.util.List;
import java.util.Optional;

/** Throughput of one size as bars, with the fastest floor drawn through all of them. */
final class BarChart {
    private static final int LABELS = 330;
    private static final int ROW = 26;
    private static final int TOP = 30;
    private static final int VALUES = 170;

    private final Workload workload;
    private final int bytes;

    BarChart(Workload workload, int bytes) {
        this.workload = workload;
        this.bytes = bytes;
    }

    String draw() {
        List<Measurement> rows = workload.at(bytes);
        int height = TOP + rows.size() * ROW + 12;
        Svg svg = new Svg(Frame.WIDTH, height, workload.title() + ": throughput");
        double room = Frame.WIDTH - LABELS - VALUES;
        double best = rows.stream()
                .mapToDouble(one -> 1 / Workload.series(one).quantile(0.25))
                .max()
                .orElseThrow();
        Optional<Measurement> floor = workload.floor(bytes);
        svg.label(0, 16, "start", "axis", Units.bytes(bytes) + ", operations a second");
        for (int i = 0; i < rows.size(); i++) {
            drawRow(svg, rows.get(i), TOP + i * (double) ROW, room / best, floor);
        }
        floor.ifPresent(one -> {
            double x = LABELS + room / best / Workload.series(one).median();
            svg.line(x, TOP - 6.0, x, height - 8.0, "floor");
            svg.label(x, TOP - 10.0, "middle", "mark", "floor");
        });
        return svg.toString();
    }

    private void drawRow(Svg svg, Measurement one, double y, double perRate, Optional<Measurement> floor) {
        Series series = Workload.series(one);
        double width = perRate / series.median();
        svg.label(LABELS - 10.0, y + 16, "end", "name", one.contestant());
        svg.rectangle(LABELS, y + 4, width, ROW - 10.0, "bar " + style(one.role()), Frame.describe(one));
        svg.line(
                LABELS + perRate / series.quantile(0.75),
                y + ROW / 2.0 - 1,
                LABELS + perRate / series.quantile(0.25),
                y + ROW / 2.0 - 1,
                "spread");
        String ratio = floor.filter(other -> !other.equals(one))
                .map(other ->
                        Svg.format("  %.2f of the floor", Ratio.of(one, other).median()))
                .orElse("");
        double end = LABELS + Math.max(width, perRate / series.quantile(0.25));
        svg.label(end + 8, y + 16, "start", "value", Units.rate(series.median()) + ratio);
    }

    private static String style(Role role) {
        return switch (role) {
            case FLOOR, LANDMARK -> "of-floor";
            case TIDEMARK -> "of-tidemark";
            case PEER -> "of-peer";
        };
    }
}
