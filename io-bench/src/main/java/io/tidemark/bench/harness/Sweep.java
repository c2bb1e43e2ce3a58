package io.tidemark.bench.harness;

import java.util.List;

/**
 * A sweep over sizes: what the rounds of each size get.
 *
 * @param sizes of a record or transfer in bytes, ascending
 * @param fileBytes of each file that is worked on; a power of two, and at least the largest size
 * @param pace of the rounds of one size
 */
public record Sweep(List<Integer> sizes, long fileBytes, Pace pace) {
    public Sweep {
        sizes = List.copyOf(sizes);
    }

    /** For published figures. */
    public static Sweep full() {
        return new Sweep(
                List.of(64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20),
                16 << 20,
                new Pace(101, 5_000_000, 200_000_000, 101, 8_000_000_000L));
    }

    /** For a look. */
    public static Sweep quick() {
        return new Sweep(
                List.of(64, 512, 4 << 10, 32 << 10, 1 << 20),
                16 << 20,
                new Pace(15, 2_000_000, 20_000_000, 15, 800_000_000));
    }

    /** For tests: everything once. */
    public static Sweep tiny() {
        return new Sweep(List.of(64, 4 << 10), 1 << 20, Pace.tiny());
    }
}
