package io.tidemark.nativeio;

import java.util.concurrent.locks.LockSupport;

/**
 * Short sleeps between two looks at something that nobody is woken for. A thread that is interrupted would not sleep at
 * all, and so look without end, or too seldom to have waited for anything.
 */
public final class Pause {
    private Pause() {}

    /**
     * Sleeps for so long, whoever interrupts or unparks the thread; if somebody has interrupted it, it is interrupted
     * afterwards. To interrupt a thread also unparks it, so after a pause that leaves it interrupted it would not sleep if it
     * parked but once.
     *
     * @param blocker who is waited for, as thread dumps show it; may be null
     */
    public static void nanos(Object blocker, long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean isInterrupted = false;
        for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
            isInterrupted |= Thread.interrupted();
            LockSupport.parkNanos(blocker, left);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
