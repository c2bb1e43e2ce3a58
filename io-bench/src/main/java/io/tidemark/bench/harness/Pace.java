package io.tidemark.bench.harness;

/**
 * How long to measure.
 *
 * @param rounds turns of each contestant
 * @param sliceNanos how long one turn of the first contestant lasts, about
 * @param warmupNanos how long each contestant runs before the first round, getting ready included
 * @param fewRounds turns of each contestant where getting ready takes long
 * @param budgetNanos no round begins after this time, so that a slow device doesn't make a run endless
 */
public record Pace(int rounds, long sliceNanos, long warmupNanos, int fewRounds, long budgetNanos) {
    /** For published figures. */
    public static Pace full() {
        return new Pace(201, 10_000_000, 2_000_000_000, 25, 14_000_000_000L);
    }

    /** For a look. */
    public static Pace quick() {
        return new Pace(61, 5_000_000, 700_000_000, 9, 3_000_000_000L);
    }

    /** A round that doesn't count, after ten times the warm-up. */
    public Pace rehearsal() {
        return new Pace(1, sliceNanos, 10 * warmupNanos, 1, budgetNanos);
    }

    /** For tests: everything once, however long it takes. */
    public static Pace tiny() {
        return new Pace(1, 1, 1, 1, Long.MAX_VALUE);
    }
}
