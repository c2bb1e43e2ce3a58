package io.tidemark.peers.journal;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits for a peer's own threads, but not for ever: where they have died there comes no answer. One thread at a time.
 */
final class Patience {
    /** Far longer than a busy disk takes for a force. */
    static final long SECONDS = 60;

    /** The clock is looked at that seldom, so that waiting takes no longer than without. */
    private static final int ROUNDS = 1024;

    private final IdleStrategy idle;
    private final String what;
    private int rounds;
    private long start;

    /**
     * Has not begun to wait.
     *
     * @param idle what is done while there is nothing
     * @param what is waited for, for who reads that it didn't come
     */
    Patience(IdleStrategy idle, String what) {
        this.idle = idle;
        this.what = what;
    }

    /** Begins to wait, or begins anew because something came. */
    void begin() {
        idle.reset();
        rounds = 0;
    }

    /** Waits a moment longer. */
    void idle() throws IOException {
        if (rounds++ % ROUNDS == 0) {
            long now = System.nanoTime();
            start = rounds == 1 ? now : start;
            if (now - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
                throw new IOException(what + " has not come for " + SECONDS + " s");
            }
        }
        idle.idle();
    }

    /** Takes permits; false if they don't come in time. */
    static boolean acquire(Semaphore permits, int count) throws IOException {
        try {
            return permits.tryAcquire(count, SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
