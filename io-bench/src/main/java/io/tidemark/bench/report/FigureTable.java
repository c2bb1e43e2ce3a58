package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The figures of one workload: a row for each contestant, a column for each size.
 *
 * @param head of the columns
 * @param rows their cells
 */
record FigureTable(List<String> head, List<Row> rows) {
    /**
     * One contestant.
     *
     * @param name of it
     * @param guarantee that it gives; empty for reads
     * @param cells one for each size, then heap and device bytes
     */
    record Row(String name, String guarantee, List<Cell> cells) {}

    /**
     * One figure.
     *
     * @param text the median; empty where nothing was measured
     * @param spread half the width of the middle half, as a part of the median; empty where that means nothing
     * @param isBest whether nobody was faster at this size
     */
    record Cell(String text, String spread, boolean isBest) {}

    static FigureTable of(Workload workload) {
        List<String> head = new ArrayList<>(List.of("contestant"));
        workload.sizes()
                .forEach(size ->
                        head.add(size == 0 ? "time" : Units.bytes(size) + (workload.isOfMeans() ? ", mean" : "")));
        String smallest = workload.sizes().size() > 1
                ? " at " + Units.bytes(workload.sizes().get(0))
                : "";
        head.add("heap B/op" + smallest);
        head.add("device B/op" + smallest);
        List<Row> rows =
                workload.contestants().stream().map(name -> row(workload, name)).toList();
        return new FigureTable(head, rows);
    }

    private static Row row(Workload workload, String contestant) {
        List<Cell> cells = new ArrayList<>();
        for (int size : workload.sizes()) {
            Optional<Measurement> one = workload.at(contestant, size);
            cells.add(one.map(measurement -> cell(workload, measurement)).orElse(new Cell("", "", false)));
        }
        Measurement first = workload.sizes().stream()
                .flatMap(size -> workload.at(contestant, size).stream())
                .findFirst()
                .orElseThrow();
        cells.add(new Cell(bytes(first.allocatedBytes(), "%.1f"), "", false));
        cells.add(new Cell(bytes(first.deviceBytes(), "%.0f"), "", false));
        return new Row(contestant, first.guarantee(), cells);
    }

    private static Cell cell(Workload workload, Measurement one) {
        Series series = Workload.series(one);
        boolean isBest = workload.at(one.bytes()).stream()
                .allMatch(other -> Workload.series(other).median() >= series.median());
        return new Cell(
                Units.nanos(series.median()), String.format(Locale.ROOT, "±%.0f %%", 50 * series.spread()), isBest);
    }

    /** Negative figures weren't measured. */
    private static String bytes(double figure, String format) {
        return figure < 0 ? "" : String.format(Locale.ROOT, format, figure);
    }
}
