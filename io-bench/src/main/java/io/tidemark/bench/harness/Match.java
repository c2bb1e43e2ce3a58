package io.tidemark.bench.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Runs a comparison: floors and candidate take turns with as many operations each, and the ratios are judged. */
public final class Match {
    private final Comparison comparison;
    private final Pace pace;

    public Match(Comparison comparison, Pace pace) {
        this.comparison = comparison;
        this.pace = pace;
    }

    /**
     * Runs it.
     *
     * @param progress told after each round how many percent are done
     */
    public MatchResult run(IntConsumer progress) throws IOException {
        List<Contestant> contestants = new ArrayList<>(comparison.floors());
        contestants.addAll(comparison.landmarks());
        contestants.add(comparison.candidate());
        RoundRobin rounds =
                new RoundRobin(contestants, comparison.batch(), comparison.directory(), pace, RoundRobin.Share.COMMON);
        return MatchResult.of(comparison, rounds.run(progress));
    }
}
