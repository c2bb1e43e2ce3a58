package io.tidemark.bench.harness;

import java.io.IOException;

/**
 * One way of doing the work of a comparison. Each has its own loop over the operation: a loop in shared code would reach
 * every operation by a virtual call, which costs as much as the cheapest of them.
 */
public interface Contestant {
    /** What it is called in reports; unique in its comparison. */
    String name();

    /** The fewest operations that tell what one costs, where the first ones cost more than those that follow. */
    default int minOperations() {
        return 1;
    }

    /** The most operations that one turn may have. */
    default int maxOperations() {
        return 1 << 24;
    }

    /** Gets ready for a {@link #run} of as many operations; not timed. */
    default void before(int operations) throws IOException {}

    /** Does the work; timed. */
    void run(int operations) throws IOException;

    /** Whether other threads do the work, whose heap bytes nobody counts. */
    default boolean hasThreadsOfItsOwn() {
        return false;
    }

    /** What 99 in 100 operations of the last {@link #run} took at most; -1 where they are not timed one by one. */
    default double p99Nanos() {
        return -1;
    }
}
