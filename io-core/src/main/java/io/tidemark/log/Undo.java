package io.tidemark.log;

import java.util.ArrayDeque;
import java.util.Deque;

/** What to give back if a later step fails, newest first. */
final class Undo {
    private final Deque<AutoCloseable> steps = new ArrayDeque<>();

    <T extends AutoCloseable> T push(T step) {
        steps.push(step);
        return step;
    }

    /** Gives all back; what fails in doing so is attached to {@code cause}. */
    void run(Throwable cause) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }
}
