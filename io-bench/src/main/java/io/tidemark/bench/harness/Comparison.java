package io.tidemark.bench.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * Floors and a candidate that do the same work.
 *
 * @param name of the work
 * @param directory where the work is done, whose device is watched
 * @param floors the barest ways; the fastest of them is what the candidate is held against
 * @param candidate the library's way
 * @param batch how many operations make a turn
 * @param targets what the candidate has to reach; empty where the figures are for information
 */
public record Comparison(
        String name, Path directory, List<Contestant> floors, Contestant candidate, Batch batch, List<Target> targets) {
    public Comparison {
        floors = List.copyOf(floors);
        targets = List.copyOf(targets);
    }

    /**
     * How many operations make a turn.
     *
     * @param operations in one turn; 0 for as many as fill the time that the pace allows
     * @param duration whether an operation is one of many or lasts long by itself
     */
    public record Batch(int operations, Duration duration) {
        /** How long an operation takes. */
        public enum Duration {
            SHORT,
            LONG
        }

        /** As many as fill the time. */
        public static Batch timed() {
            return new Batch(0, Duration.SHORT);
        }

        /** As many as stated. */
        public static Batch of(int operations) {
            return new Batch(operations, Duration.SHORT);
        }

        /** As many as stated, each turn taking tens of milliseconds or more. */
        public static Batch longOf(int operations) {
            return new Batch(operations, Duration.LONG);
        }
    }
}
