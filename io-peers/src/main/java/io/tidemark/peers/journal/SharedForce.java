package io.tidemark.peers.journal;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The plain way to group commits: one of those who wait forces for all that have appended by then, the others wait until
 * that is done, and then the next one of them forces.
 */
final class SharedForce {
    /** Makes everything durable that has been appended. */
    interface Force {
        void run() throws IOException;
    }

    private final LongSupplier appended;
    private final Force force;
    private long forced;
    private boolean isForcing;

    /** @param appended how many records have been appended; asked by any thread */
    SharedForce(LongSupplier appended, Force force) {
        this.appended = appended;
        this.force = force;
    }

    /** Returns when so many records are durable, all of which have been appended. */
    void await(long records) throws IOException {
        if (isDone(records)) {
            return;
        }
        long end = appended.getAsLong();
        try {
            force.run();
        } catch (IOException | RuntimeException e) {
            finish(forced);
            throw e;
        }
        finish(end);
    }

    /** Returns false if it is the caller who has to force now. */
    private synchronized boolean isDone(long records) throws IOException {
        try {
            while (forced < records && isForcing) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (forced >= records) {
            return true;
        }
        isForcing = true;
        return false;
    }

    private synchronized void finish(long end) {
        forced = end;
        isForcing = false;
        notifyAll();
    }
}
