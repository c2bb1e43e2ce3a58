package io.tidemark.bench.harness;

/**
 * How long to measure.
 *
 * @param rounds turns of each contestant
 * @param sliceNanos how long one turn of the first contestant lasts, about
 * @param warmupNanos how long each contestant runs before the first round, at least
 * @param longRounds turns where an operation lasts tens of milliseconds
 */
public record Pace(int rounds, long sliceNanos, long warmupNanos, int longRounds) {
    /** For published figures. */
    public static Pace full() {
        return new Pace(201, 10_000_000, 1_500_000_000, 15);
    }

    /** For a look. */
    public static Pace quick() {
        return new Pace(61, 5_000_000, 500_000_000, 5);
    }

    /** For tests: everything once, however long it takes. */
    public static Pace tiny() {
        return new Pace(1, 1, 1, 1);
    }
}
