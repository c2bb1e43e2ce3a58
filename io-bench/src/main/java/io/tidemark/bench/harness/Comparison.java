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
 * @param batch what a turn is
 * @param targets what the candidate has to reach; empty where the figures are for information
 * @param landmarks what takes turns with them, to show where between floor and candidate the time goes; not judged
 */
public record Comparison(
        String name,
        Path directory,
        List<Contestant> floors,
        Contestant candidate,
        Batch batch,
        List<Target> targets,
        List<Contestant> landmarks) {
    public Comparison {
        floors = List.copyOf(floors);
        targets = List.copyOf(targets);
        landmarks = List.copyOf(landmarks);
    }

    /** Without landmarks. */
    public Comparison(
            String name,
            Path directory,
            List<Contestant> floors,
            Contestant candidate,
            Batch batch,
            List<Target> targets) {
        this(name, directory, floors, candidate, batch, targets, List.of());
    }

    /** The same with landmarks. */
    public Comparison among(Contestant... others) {
        return new Comparison(name, directory, floors, candidate, batch, targets, List.of(others));
    }

    /** What time counts. */
    public enum Clock {
        /** Elapsed time: for work that waits for a device. */
        WALL,
        /** Processor time of the thread: for work that never waits, so that what others take doesn't count. */
        PROCESSOR
    }

    /**
     * What a turn is.
     *
     * @param operations in one turn; 0 for as many as fill the time that the pace allows: of the first contestant for all
     *     in a {@link Match}, of each for itself in a bare {@link RoundRobin}
     * @param repetition whether turns are cheap to repeat
     * @param clock what time counts
     */
    public record Batch(int operations, Repetition repetition, Clock clock) {
        /** Whether turns are cheap to repeat. */
        public enum Repetition {
            /** As often as the pace says. */
            MANY,
            /** Getting ready for a turn takes tens of milliseconds. */
            FEW
        }

        /** As many operations as fill the time; they never wait. */
        public static Batch timed() {
            return new Batch(0, Repetition.MANY, Clock.PROCESSOR);
        }

        /** As many operations as fill the time. */
        public static Batch timed(Clock clock) {
            return new Batch(0, Repetition.MANY, clock);
        }

        /** As many operations as stated; they wait for a device. */
        public static Batch waiting(int operations) {
            return new Batch(operations, Repetition.MANY, Clock.WALL);
        }

        /** The same, with turns that are laborious to get ready for. */
        public Batch few() {
            return new Batch(operations, Repetition.FEW, clock);
        }

        /** As many operations as stated; they never wait. */
        public static Batch computing(int operations) {
            return new Batch(operations, Repetition.MANY, Clock.PROCESSOR);
        }
    }
}
