package io.tidemark.bench.report;

import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement.Role;
import java.util.List;

/** Runs as a summary in Markdown. */
public final class MarkdownReport {
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport() {}

    /**
     * Writes the summary.
     *
     * @param runs at least one
     */
    public static String of(List<BenchmarkRun> runs) {
        MarkdownReport report = new MarkdownReport();
        report.text.append("# Tidemark in figures\n");
        runs.forEach(report::origin);
        List<Workload> workloads = Workload.of(
                runs.stream().flatMap(run -> run.measurements().stream()).toList());
        report.ratios("the floors", RatioChart.against(Role.FLOOR, workloads));
        report.ratios("the peers", RatioChart.against(Role.PEER, workloads));
        String suite = "";
        for (Workload workload : workloads) {
            if (!workload.suite().equals(suite)) {
                suite = workload.suite();
                report.text.append("\n## ").append(suite).append('\n');
            }
            report.workload(workload);
        }
        return report.text.toString().replaceAll("(\\d) us\\b", "$1 µs");
    }

    private void origin(BenchmarkRun run) {
        MachineSheet machine = run.machine();
        text.append("\n`")
                .append(run.command())
                .append("`, ")
                .append(run.started())
                .append("\n\n");
        text.append("- ")
                .append(machine.processor())
                .append(", ")
                .append(machine.memory())
                .append('\n');
        text.append("- ").append(machine.kernel()).append('\n');
        text.append("- ").append(machine.jvm()).append('\n');
        machine.places()
                .forEach((use, place) ->
                        text.append("- ").append(use).append(": ").append(place).append('\n'));
        text.append("- load before: ")
                .append(machine.load())
                .append("; after: ")
                .append(run.loadAtEnd());
        text.append('\n');
        run.leftOut().forEach(one -> text.append("- left out: ").append(one).append('\n'));
    }

    private void ratios(String others, RatioChart chart) {
        if (chart.rows().isEmpty()) {
            return;
        }
        text.append("\n## Beside ").append(others).append("\n\n");
        text.append("| workload | Tidemark | against | its time | throughput ratio (middle half) |\n");
        text.append("|---|---|---|---|---|\n");
        for (RatioChart.Row row : chart.rows()) {
            text.append("| ")
                    .append(cell(row.label()))
                    .append(" | ")
                    .append(Units.nanos(Workload.series(row.own()).median()))
                    .append(" | ")
                    .append(cell(row.other().contestant()))
                    .append(" | ")
                    .append(Units.nanos(Workload.series(row.other()).median()))
                    .append(Svg.format(
                            " | %.3f (%.3f–%.3f) |\n",
                            row.ratio().median(), row.ratio().low(), row.ratio().high()));
        }
    }

    private void workload(Workload workload) {
        FigureTable table = FigureTable.of(workload);
        text.append("\n### ").append(workload.title()).append("\n\n|");
        table.head().forEach(head -> text.append(' ').append(cell(head)).append(" |"));
        text.append("\n|").append("---|".repeat(table.head().size())).append('\n');
        for (FigureTable.Row row : table.rows()) {
            text.append("| ").append(cell(row.name())).append(" |");
            for (FigureTable.Cell figure : row.cells()) {
                text.append(' ').append(figure.isBest() ? "**" + figure.text() + "**" : figure.text());
                text.append(figure.spread().isEmpty() ? "" : " " + figure.spread())
                        .append(" |");
            }
            text.append('\n');
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
