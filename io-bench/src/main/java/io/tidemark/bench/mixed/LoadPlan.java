package io.tidemark.bench.mixed;

/**
 * How much load.
 *
 * @param hotBytes of data that is read again and again; also the size of a segment
 * @param coldBytes of sealed data that is scanned, a multiple of {@code hotBytes}
 * @param appendsPerSecond durable appends, by one thread
 * @param readsPerSecond hot reads, by one thread
 * @param scanners threads that scan
 * @param rounds of every log under every load
 * @param roundNanos how long a round lasts
 */
public record LoadPlan(
        long hotBytes,
        long coldBytes,
        int appendsPerSecond,
        int readsPerSecond,
        int scanners,
        int rounds,
        long roundNanos) {
    /** Length of every record. */
    static final int RECORD_BYTES = 1024;

    /** For published figures. */
    public static LoadPlan full() {
        return new LoadPlan(16 << 20, 512 << 20, 400, 2000, 2, 12, 4_000_000_000L);
    }

    /** For a look. */
    public static LoadPlan quick() {
        return new LoadPlan(16 << 20, 128 << 20, 400, 2000, 2, 4, 1_500_000_000);
    }

    /** For tests. */
    public static LoadPlan tiny() {
        return new LoadPlan(1 << 20, 2 << 20, 500, 500, 2, 1, 50_000_000);
    }
}
