package io.tidemark.cli.log;

import java.time.Duration;
import java.util.List;

/** Waits for threads. */
public final class Threads {
    private Threads() {}

    /** Returns when it has ended, or the time is over, or the caller is interrupted. */
    static void awaitEnd(Thread thread, Duration limit) {
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when all have ended; an interrupt meanwhile is for later. */
    public static void awaitEnd(List<Thread> threads) {
        boolean wasInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
