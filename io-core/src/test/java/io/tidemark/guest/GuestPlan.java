package io.tidemark.guest;

import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Finds tests for {@link GuestTests}, on a machine where that is fast: a guest takes longer to load all classes than to
 * run some tests. Prints the arguments for it, one a line: the filters as they are, and the engines and classes that
 * have tests. Exits with 1 if there are none.
 */
public final class GuestPlan {
    private final Set<String> engines = new TreeSet<>();
    private final Set<String> classes = new TreeSet<>();

    private GuestPlan(TestPlan plan) {
        for (TestIdentifier engine : plan.getRoots()) {
            for (TestIdentifier child : plan.getChildren(engine)) {
                ClassSource source = (ClassSource) child.getSource().orElseThrow();
                classes.add(source.getClassName());
                engines.add(TestRequest.ENGINE
                        + engine.getUniqueIdObject().getEngineId().orElseThrow());
            }
        }
    }

    public static void main(String[] arguments) {
        PrintStream output = System.out;
        System.setOut(System.err); // For what engines say.
        GuestPlan plan = new GuestPlan(LauncherFactory.create().discover(TestRequest.of(arguments)));
        Stream.of(Stream.of(arguments).filter(TestRequest::isFilter), plan.engines.stream(), plan.classes.stream())
                .flatMap(lines -> lines)
                .forEach(output::println);
        System.exit(plan.classes.isEmpty() ? 1 : 0);
    }
}
