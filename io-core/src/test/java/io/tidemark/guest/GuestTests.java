package io.tidemark.guest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests and exits with 0 if all of them passed and none was skipped, else with 1.
 *
 * <p>Arguments: {@code +tag} runs only tests with one of these tags, {@code -tag} leaves tests out; a directory stands
 * for all test classes in it, anything else names a class.
 */
public final class GuestTests {
    private GuestTests() {}

    public static void main(String[] arguments) {
        Outcome outcome = new Outcome(System.out);
        LauncherFactory.create().execute(request(arguments), outcome);
        System.exit(outcome.isGood() ? 0 : 1);
    }

    private static LauncherDiscoveryRequest request(String[] arguments) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        List<String> included = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("+")) {
                included.add(argument.substring(1));
            } else if (argument.startsWith("-")) {
                excluded.add(argument.substring(1));
            } else if (Files.isDirectory(Path.of(argument))) {
                request.selectors(selectClasspathRoots(Set.of(Path.of(argument))));
            } else {
                request.selectors(selectClass(argument));
            }
        }
        if (!included.isEmpty()) {
            request.filters(TagFilter.includeTags(included));
        }
        if (!excluded.isEmpty()) {
            request.filters(TagFilter.excludeTags(excluded));
        }
        return request.build();
    }
}
