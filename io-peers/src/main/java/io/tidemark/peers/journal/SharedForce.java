package io.tidemark.peers.journal;

import java.io.IOException;

/**
 * The plain way to group commits: one of those who wait forces for all that have appended by then, the others wait until
 * that is done, and then the next one of them forces.
 */
final class SharedForce {
    /** Makes everything durable that has been appended. */
    interface Force {
        /**
         * Returns the end of what is durable.
         *
         * @param wanted no more than that; it has been appended, and is to be durable now
         */
        long run(long wanted) throws IOException;
    }

    private final Force force;
    private long forced;
    private boolean isForcing;

    SharedForce(Force force) {
        this.force = force;
    }

    /** Returns when all up to an end is durable, which has been appended. */
    void await(long end) throws IOException {
        if (isDone(end)) {
            return;
        }
        long reached = -1;
        try {
            reached = force.run(end);
        } finally {
            finish(reached);
        }
    }

    /** Returns false if it is the caller who has to force now. */
    private synchronized boolean isDone(long end) throws IOException {
        try {
            while (forced < end && isForcing) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (forced >= end) {
            return true;
        }
        isForcing = true;
        return false;
    }

    private synchronized void finish(long reached) {
        forced = Math.max(forced, reached);
        isForcing = false;
        notifyAll();
    }
}
