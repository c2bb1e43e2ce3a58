package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Two runs beside each other. They weren't measured in turns, so a ratio says less than one within a run: what the machine
 * did differently is in it.
 */
public final class RunComparison {
    /**
     * What both runs measured.
     *
     * @param before of the first run
     * @param after of the second run
     */
    public record Pair(Measurement before, Measurement after) {
        /** The throughput of the second run in that of the first. */
        public double ratio() {
            return Workload.series(before).median() / Workload.series(after).median();
        }

        /** Whether the middle halves of the rounds are apart. */
        public boolean isApart() {
            Series a = Workload.series(before);
            Series b = Workload.series(after);
            return a.quantile(0.75) < b.quantile(0.25) || b.quantile(0.75) < a.quantile(0.25);
        }
    }

    private final List<Pair> pairs = new ArrayList<>();
    private final List<Measurement> onlyBefore = new ArrayList<>();
    private final List<Measurement> onlyAfter = new ArrayList<>();

    /** What both have, and what only one has. */
    public RunComparison(BenchmarkRun before, BenchmarkRun after) {
        for (Measurement one : before.measurements()) {
            find(one, after).ifPresentOrElse(other -> pairs.add(new Pair(one, other)), () -> onlyBefore.add(one));
        }
        for (Measurement one : after.measurements()) {
            if (find(one, before).isEmpty()) {
                onlyAfter.add(one);
            }
        }
    }

    /** In the order of the first run. */
    public List<Pair> pairs() {
        return List.copyOf(pairs);
    }

    /** Prints a table; a star marks what is apart. */
    public void print(PrintStream out) {
        for (Pair pair : pairs) {
            out.printf(
                    Locale.ROOT,
                    "%s %6.3f  %10s +-%4.1f %%  %10s +-%4.1f %%  %s%n",
                    pair.isApart() ? "*" : " ",
                    pair.ratio(),
                    Units.nanos(Workload.series(pair.before()).median()),
                    50 * Workload.series(pair.before()).spread(),
                    Units.nanos(Workload.series(pair.after()).median()),
                    50 * Workload.series(pair.after()).spread(),
                    describe(pair.before()));
        }
        onlyBefore.forEach(one -> out.println("only in the first run: " + describe(one)));
        onlyAfter.forEach(one -> out.println("only in the second run: " + describe(one)));
        out.printf(
                "%nThroughput of the second run in that of the first, and the median time of an operation in both, with"
                        + " half of the%nmiddle half of the rounds. * marks what is farther apart than that. The runs were"
                        + " not measured in turns.%n");
    }

    private static String describe(Measurement one) {
        return one.suite() + ": " + one.workload() + ", " + one.contestant()
                + (one.bytes() > 0 ? ", " + Units.bytes(one.bytes()) : "")
                + (one.threads() > 1 ? ", " + one.threads() + " threads" : "");
    }

    private static Optional<Measurement> find(Measurement one, BenchmarkRun run) {
        return run.measurements().stream()
                .filter(other -> other.suite().equals(one.suite())
                        && other.workload().equals(one.workload())
                        && other.contestant().equals(one.contestant())
                        && other.bytes() == one.bytes()
                        && other.threads() == one.threads())
                .findFirst();
    }
}
