package io.tidemark.resource;

import java.util.ArrayDeque;
import java.util.Deque;

/** What to give back if a later step fails, newest first. */
public final class Undo {
    private final Deque<AutoCloseable> steps = new ArrayDeque<>();

    public <T extends AutoCloseable> T push(T step) {
        steps.push(step);
        return step;
    }

    /** Gives all back; what fails in doing so is attached to {@code cause}. */
    public void run(Throwable cause) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception | Error e) {
                if (e != cause) { // A step may fail with what somebody kept.
                    cause.addSuppressed(e);
                }
            }
        }
    }
}
