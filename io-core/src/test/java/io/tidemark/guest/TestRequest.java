package io.tidemark.guest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

/**
 * Which tests to run, as arguments: {@code +tag} runs only tests with one of these tags, {@code -tag} leaves tests out,
 * {@code @engine} asks only these engines; a directory stands for all test classes in it, anything else names a class.
 */
final class TestRequest {
    static final String ENGINE = "@";
    private static final String WITH = "+";
    private static final String WITHOUT = "-";

    private TestRequest() {}

    static LauncherDiscoveryRequest of(String[] arguments) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        List<String> engines = new ArrayList<>();
        List<String> included = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith(ENGINE)) {
                engines.add(argument.substring(1));
            } else if (argument.startsWith(WITH)) {
                included.add(argument.substring(1));
            } else if (argument.startsWith(WITHOUT)) {
                excluded.add(argument.substring(1));
            } else if (Files.isDirectory(Path.of(argument))) {
                request.selectors(selectClasspathRoots(Set.of(Path.of(argument))));
            } else {
                request.selectors(selectClass(argument));
            }
        }
        if (!engines.isEmpty()) {
            request.filters(EngineFilter.includeEngines(engines));
        }
        if (!included.isEmpty()) {
            request.filters(TagFilter.includeTags(included));
        }
        if (!excluded.isEmpty()) {
            request.filters(TagFilter.excludeTags(excluded));
        }
        return request.build();
    }

    /** Whether it says how tests are chosen, not among which. */
    static boolean isFilter(String argument) {
        return argument.startsWith(ENGINE) || argument.startsWith(WITH) || argument.startsWith(WITHOUT);
    }
}
