package io.tidemark.guest;

import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests and exits with 0 if all of them passed and none was skipped, else with 1. The arguments are those of
 * {@link TestRequest}.
 */
public final class GuestTests {
    private GuestTests() {}

    public static void main(String[] arguments) {
        Outcome outcome = new Outcome(System.out);
        LauncherFactory.create().execute(TestRequest.of(arguments), outcome);
        System.exit(outcome.isGood() ? 0 : 1);
    }
}
