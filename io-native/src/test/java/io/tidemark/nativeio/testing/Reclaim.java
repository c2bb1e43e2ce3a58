package io.tidemark.nativeio.testing;

/**
 * For tests of what the page cache holds: the kernel may reclaim pages at any moment, unasked (under memory pressure, or
 * by DAMON where that runs), and then the numbers of that moment mean nothing.
 */
public final class Reclaim {
    private static final int ATTEMPTS = 5;

    private Reclaim() {}

    /** A whole scenario, from filling the cache to looking at it. */
    @FunctionalInterface
    public interface Scenario {
        void run() throws Exception;
    }

    /** Runs a scenario again if its assertions fail, a few times; a real failure fails them all. */
    public static void allowFor(Scenario scenario) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                scenario.run();
                return;
            } catch (AssertionError e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                System.out.println("attempt " + attempt + " failed, perhaps by reclaim: " + e.getMessage());
            }
        }
    }
}
