package io.tidemark.peers.journal;

/** Which record is next, in no order: the same one for every contestant. */
public final class RandomNumbers {
    private final int bound;
    private int state = 1;

    /** @param bound above all numbers */
    public RandomNumbers(int bound) {
        this.bound = bound;
    }

    /** From 0 on, below the bound. */
    public int next() {
        state = state * 1_664_525 + 1_013_904_223;
        return (int) ((Integer.toUnsignedLong(state) * bound) >>> 32);
    }
}
