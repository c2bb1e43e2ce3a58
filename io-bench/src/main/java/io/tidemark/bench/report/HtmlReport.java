package io.tidemark.bench.report;

import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs as one page that needs nothing else: drawings, style sheet and script are in it. */
public final class HtmlReport {
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private final StringBuilder page = new StringBuilder();
    private final List<BenchmarkRun> runs;

    private HtmlReport(List<BenchmarkRun> runs) {
        this.runs = runs;
    }

    /**
     * Writes the page.
     *
     * @param runs at least one; their suites follow each other
     */
    public static String of(List<BenchmarkRun> runs) {
        return new HtmlReport(List.copyOf(runs)).write();
    }

    private String write() {
        List<Measurement> measurements =
                runs.stream().flatMap(run -> run.measurements().stream()).toList();
        List<Workload> workloads = Workload.of(measurements);
        Map<String, List<Workload>> suites = new LinkedHashMap<>();
        for (Workload workload : workloads) {
            suites.computeIfAbsent(workload.suite(), suite -> new ArrayList<>()).add(workload);
        }
        begin(suites);
        ratios("Beside the floors", "the fastest floor", RatioChart.against(Role.FLOOR, workloads));
        ratios("Beside the peers", "the fastest peer", RatioChart.against(Role.PEER, workloads));
        suites.forEach(this::suite);
        runs.forEach(this::origin);
        page.append("</main>\n<div id=\"tip\" role=\"tooltip\"></div>\n<script>\n")
                .append(resource("report.js"))
                .append("</script>\n</body>\n</html>\n");
        return page.toString().replaceAll("(\\d) us\\b", "$1 µs");
    }

    private void begin(Map<String, List<Workload>> suites) {
        BenchmarkRun first = runs.get(0);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Tidemark in figures</title>\n<style>\n")
                .append(resource("report.css"))
                .append("</style>\n</head>\n<body>\n<main>\n<h1>Tidemark in figures</h1>\n<p class=\"soft\">")
                .append(Svg.escape(first.command() + ", " + first.started()))
                .append("</p>\n<p>")
                .append(Svg.escape(first.machine().processor() + "; "
                        + first.machine().kernel() + "; " + first.machine().jvm()))
                .append("</p>\n<p>Contestants took short turns in a changing order; a figure is the median over the")
                .append(" rounds, with it the middle half. Times of a machine with neighbours mean little; ratios and")
                .append(" the order of things mean more. The machine and what was left out are at the end.</p>\n<nav>");
        suites.keySet()
                .forEach(suite -> page.append("<a href=\"#")
                        .append(anchor(suite))
                        .append("\">")
                        .append(Svg.escape(suite))
                        .append("</a>"));
        page.append("<a href=\"#origin\">the machine</a></nav>\n");
    }

    private void ratios(String title, String other, RatioChart chart) {
        if (chart.rows().isEmpty()) {
            return;
        }
        page.append("<h2>")
                .append(title)
                .append("</h2>\n<p class=\"soft\">Throughput in that of ")
                .append(other)
                .append(
                        " of the same workload: right of the line Tidemark is faster. The bar is the middle half of the")
                .append(" rounds.</p>\n<section class=\"chart\">\n")
                .append(chart.draw())
                .append(
                        "<details open><summary>figures</summary><div class=\"scroll\"><table><thead><tr><th>workload</th>")
                .append("<th>Tidemark</th><th>against</th><th></th><th>ratio</th><th>middle half</th></tr></thead>\n");
        for (RatioChart.Row row : chart.rows()) {
            page.append("<tr><td>")
                    .append(Svg.escape(row.label()))
                    .append("</td><td>")
                    .append(Units.nanos(Workload.series(row.own()).median()))
                    .append("</td><td class=\"text\">")
                    .append(Svg.escape(row.other().contestant()))
                    .append("</td><td>")
                    .append(Units.nanos(Workload.series(row.other()).median()))
                    .append(Svg.format(
                            "</td><td>%.3f</td><td>%.3f–%.3f</td></tr>\n",
                            row.ratio().median(), row.ratio().low(), row.ratio().high()));
        }
        page.append("</table></div></details>\n</section>\n");
    }

    private void suite(String suite, List<Workload> workloads) {
        page.append("<h2 id=\"")
                .append(anchor(suite))
                .append("\">")
                .append(Svg.escape(suite))
                .append("</h2>\n");
        for (Workload workload : workloads) {
            page.append("<section class=\"chart\">\n<h3>")
                    .append(Svg.escape(workload.title()))
                    .append("</h3>\n");
            draw(workload);
            table(workload);
            page.append("</section>\n");
        }
    }

    private void draw(Workload workload) {
        if (workload.sizes().size() > 2) {
            page.append(new SizeChart(workload).draw());
            legend(workload);
        } else if (!workload.isPaced()) {
            workload.sizes().forEach(size -> page.append(new BarChart(workload, size).draw()));
        }
        if (workload.hasLatencies()) {
            page.append(new LatencyChart(workload).draw());
            if (workload.sizes().size() <= 2) {
                legend(workload);
            }
            latencies(workload);
        }
    }

    private void legend(Workload workload) {
        page.append("<ul class=\"legend\">");
        List<String> contestants = workload.contestants();
        for (int i = 0; i < contestants.size(); i++) {
            String name = contestants.get(i);
            boolean isOwn = workload.measurements().stream()
                    .anyMatch(one -> one.contestant().equals(name) && one.role() == Role.TIDEMARK);
            page.append("<li data-series=\"")
                    .append(i)
                    .append("\" class=\"")
                    .append(Frame.colour(i))
                    .append(isOwn ? " own" : "")
                    .append("\"><i></i><span>")
                    .append(Svg.escape(name))
                    .append("</span></li>");
        }
        page.append("</ul>\n");
    }

    private void table(Workload workload) {
        FigureTable table = FigureTable.of(workload);
        page.append("<details open><summary>figures</summary><div class=\"scroll\"><table><thead><tr>");
        table.head()
                .forEach(head -> page.append("<th>").append(Svg.escape(head)).append("</th>"));
        page.append("</tr></thead>\n");
        for (FigureTable.Row row : table.rows()) {
            page.append("<tr><td title=\"")
                    .append(Svg.escape(row.guarantee()))
                    .append("\">")
                    .append(Svg.escape(row.name()))
                    .append(row.guarantee().isEmpty() ? "" : "<br><small>" + Svg.escape(row.guarantee()) + "</small>")
                    .append("</td>");
            for (FigureTable.Cell cell : row.cells()) {
                page.append(cell.isBest() ? "<td class=\"best\">" : "<td>")
                        .append(Svg.escape(cell.text()))
                        .append(cell.spread().isEmpty() ? "" : " <small>" + Svg.escape(cell.spread()) + "</small>")
                        .append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</table></div>");
        crossings(workload);
        page.append("</details>\n");
    }

    private void crossings(Workload workload) {
        List<Crossing> crossings = workload.sizes().size() > 2 ? Crossing.of(workload) : List.of();
        if (crossings.isEmpty()) {
            return;
        }
        page.append(
                        "<details><summary>where lines cross</summary><div class=\"scroll\"><table><thead><tr><th>about</th>")
                .append("<th>faster up to there</th><th>faster beyond</th></tr></thead>\n");
        for (Crossing crossing : crossings) {
            page.append("<tr><td>")
                    .append(Units.bytes(Math.round(crossing.bytes())))
                    .append("</td><td class=\"text\">")
                    .append(Svg.escape(crossing.smaller()))
                    .append("</td><td class=\"text\">")
                    .append(Svg.escape(crossing.larger()))
                    .append("</td></tr>\n");
        }
        page.append("</table></div></details>");
    }

    private void latencies(Workload workload) {
        page.append("<div class=\"scroll\"><table><thead><tr><th>took no longer</th>");
        PERCENTILES.forEach(percentile ->
                page.append(percentile == 100 ? "<th>the slowest</th>" : "<th>" + percentile + " %</th>"));
        page.append("</tr></thead>\n");
        for (Measurement one : workload.measurements()) {
            if (!one.latencies().isEmpty()) {
                page.append("<tr><td>").append(Svg.escape(one.contestant())).append("</td>");
                PERCENTILES.forEach(percentile -> page.append("<td>")
                        .append(Units.nanos(at(one.latencies(), percentile)))
                        .append("</td>"));
                page.append("</tr>\n");
            }
        }
        page.append("</table></div>\n");
    }

    /** The first point of the curve at or above the percentile. */
    private static double at(List<Latency> curve, double percentile) {
        return curve.stream()
                .filter(point -> point.percentile() >= percentile)
                .findFirst()
                .orElse(curve.get(curve.size() - 1))
                .nanos();
    }

    private void origin(BenchmarkRun run) {
        MachineSheet machine = run.machine();
        page.append("<h2 id=\"origin\">")
                .append(Svg.escape(run.command()))
                .append("</h2>\n<table class=\"machine\">\n");
        row("started", run.started());
        row("processor", machine.processor());
        row("memory", machine.memory());
        row("kernel", machine.kernel());
        row("JVM", machine.jvm());
        machine.places().forEach(this::row);
        row("load before", machine.load());
        row("load after", run.loadAtEnd());
        run.leftOut().forEach(one -> row("left out", one));
        page.append("</table>\n");
    }

    private void row(String name, String value) {
        page.append("<tr><td class=\"soft\">")
                .append(Svg.escape(name))
                .append("</td><td>")
                .append(Svg.escape(value))
                .append("</td></tr>\n");
    }

    private static String anchor(String suite) {
        return suite.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " is missing in the jar", e);
        }
    }
}
