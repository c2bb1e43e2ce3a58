package io.tidemark.guest;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** What became of the tests: a line for each class with its time, and what failed or was skipped with the cause. */
final class Outcome implements TestExecutionListener {
    private final PrintStream output;
    private final Map<String, Long> starts = new ConcurrentHashMap<>();
    private TestPlan plan;
    private int passed;
    private int bad;

    Outcome(PrintStream output) {
        this.output = output;
    }

    boolean isGood() {
        return bad == 0 && passed > 0;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        starts.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        bad++;
        output.println("SKIPPED " + name(test) + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        long nanos = System.nanoTime() - starts.remove(test.getUniqueId());
        if (result.getStatus() == Status.SUCCESSFUL) {
            passed += test.isTest() ? 1 : 0;
        } else {
            bad++;
            boolean aborted = result.getStatus() == Status.ABORTED;
            output.println((aborted ? "SKIPPED " : "FAILED ") + name(test));
            result.getThrowable().ifPresent(cause -> tell(cause, aborted));
        }
        if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            output.printf("%6.1f s  %s%n", nanos / 1e9, test.getLegacyReportingName());
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
        output.println(passed + " passed, " + bad + " failed or skipped");
    }

    private void tell(Throwable cause, boolean briefly) {
        if (briefly) {
            output.println("    " + cause.getMessage());
        } else {
            cause.printStackTrace(output);
        }
    }

    private String name(TestIdentifier test) {
        Optional<TestIdentifier> parent = plan.getParent(test);
        String own = test.getDisplayName();
        return parent.isPresent()
                        && !parent.get().getUniqueIdObject().getSegments().isEmpty()
                ? parent.get().getDisplayName() + "." + own
                : own;
    }
}
