package io.tidemark.cli.map;

/**
 * How many pages of a part the page cache holds.
 *
 * @param resident cached pages, {@link #UNKNOWN} where the kernel tells nobody but the owner
 * @param total pages that the part touches
 */
public record Pages(long resident, long total) {
    /** Stands for a number that could not be had. */
    public static final long UNKNOWN = -1;

    /** Whether the kernel told. */
    public boolean isKnown() {
        return resident != UNKNOWN;
    }

    /** From 0 to 1; nothing of nothing is 0. Only where {@link #isKnown}. */
    public double share() {
        return total == 0 ? 0 : (double) resident / total;
    }

    /** Both together. */
    public Pages plus(Pages other) {
        return new Pages(isKnown() && other.isKnown() ? resident + other.resident : UNKNOWN, total + other.total);
    }
}
