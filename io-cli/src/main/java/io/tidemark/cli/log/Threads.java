package io.tidemark.cli.log;

import java.util.List;

/** Waits for threads. */
public final class Threads {
    private Threads() {}

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
