package io.tidemark.file;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much a test does that tries one case after the other: all of it, or of {@code -Dtidemark.oneIn=N} cases one. For a
 * run that repeats another one, as on a second JVM, with other cases each time.
 */
public final class Sampling {
    private static final int ONE_IN = Math.max(1, Integer.getInteger("tidemark.oneIn", 1));

    private Sampling() {}

    /** The numbers below {@code count} to try, in order. */
    public static IntStream of(int count, Random random) {
        return IntStream.iterate(random.nextInt(ONE_IN), i -> i < count, i -> i + ONE_IN);
    }

    /** The cases to try. Each of them says what it is, so nobody needs to know the numbers. */
    public static <T> Stream<T> of(List<T> cases) {
        return of(cases.size(), new Random()).mapToObj(cases::get);
    }

    /** How many to try of as many. */
    public static int of(int count) {
        return Math.max(1, count / ONE_IN);
    }

    /** Whether to try this one. */
    public static boolean takes(Random random) {
        return random.nextInt(ONE_IN) == 0;
    }
}
