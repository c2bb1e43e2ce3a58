package io.tidemark.bench.report;

import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The library beside what it is held against, workload by workload: throughput ratios on a logarithmic axis. */
final class RatioChart {
    private static final int LABELS = 490;
    private static final int VALUES = 70;
    private static final int ROW = 24;
    private static final int TOP = 34;
    private static final double MOST = 8;

    /**
     * One workload at one size.
     *
     * @param label of the workload
     * @param own the library
     * @param other the fastest floor, or the fastest peer
     * @param ratio of the throughputs
     */
    record Row(String label, Measurement own, Measurement other, Ratio ratio) {}

    private final List<Row> rows;

    private RatioChart(List<Row> rows) {
        this.rows = rows;
    }

    /** Of the workloads with one contestant of the library's. */
    static RatioChart against(Role role, List<Workload> workloads) {
        List<Row> rows = new ArrayList<>();
        for (Workload workload : workloads) {
            for (int size : workload.sizes()) {
                List<Measurement> own = workload.at(size).stream()
                        .filter(one -> one.role() == Role.TIDEMARK)
                        .toList();
                Optional<Measurement> other = workload.fastest(size, role);
                if (own.size() == 1 && other.isPresent() && !workload.isPaced()) {
                    String label =
                            workload.suite() + ": " + workload.title() + (size > 0 ? ", " + Units.bytes(size) : "");
                    rows.add(new Row(label, own.get(0), other.get(), Ratio.of(own.get(0), other.get())));
                }
            }
        }
        return new RatioChart(rows);
    }

    List<Row> rows() {
        return rows;
    }

    String draw() {
        int height = TOP + rows.size() * ROW + 14;
        Svg svg = new Svg(Frame.WIDTH, height, "throughput ratios");
        Scale scale = new Scale(1 / MOST, MOST, LABELS, Frame.WIDTH - (double) VALUES);
        for (double tick = 1 / MOST; tick <= MOST; tick *= 2) {
            double x = scale.at(tick);
            svg.line(x, TOP - 6.0, x, height - 10.0, tick == 1 ? "floor" : "grid");
            svg.label(x, TOP - 12.0, "middle", "tick", tick < 1 ? "1/" + Math.round(1 / tick) : Math.round(tick) + "");
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = TOP + (i + 0.5) * ROW;
            svg.label(LABELS - 12.0, y + 4, "end", "name", row.label());
            svg.line(x(scale, row.ratio().low()), y, x(scale, row.ratio().high()), y, "range");
            svg.circle(
                    x(scale, row.ratio().median()),
                    y,
                    4.5,
                    "dot of-tidemark",
                    Svg.format(
                            "%s\n%.3f of the throughput of %s\nmiddle half of the rounds: %.3f to %.3f",
                            row.own().contestant(),
                            row.ratio().median(),
                            row.other().contestant(),
                            row.ratio().low(),
                            row.ratio().high()));
            svg.label(
                    Frame.WIDTH - 6.0,
                    y + 4,
                    "end",
                    "value",
                    Svg.format("%.2f", row.ratio().median()));
        }
        return svg.toString();
    }

    /** What lies outside is drawn at the border. */
    private static double x(Scale scale, double ratio) {
        return scale.at(Math.min(MOST, Math.max(1 / MOST, ratio)));
    }
}
