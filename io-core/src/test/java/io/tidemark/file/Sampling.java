package io.tidemark.file;

import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
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

    /**
     * Whether to try the moment at hand, asked at each of them: one in {@code count}, at intervals by chance, and one of the
     * first {@code count} for sure; fewer by the property.
     */
    public static BooleanSupplier oneIn(int count, Random random) {
        int mean = count * ONE_IN;
        int[] left = {random.nextInt(mean)};
        return () -> {
            if (left[0]-- > 0) {
                return false;
            }
            left[0] = random.nextInt(2 * mean - 1);
            return true;
        };
    }
}
