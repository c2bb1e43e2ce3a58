package io.tidemark.peers.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** Waits as its project recommends while it is its turn; else it sleeps. */
final class TurnIdleStrategy implements IdleStrategy {
    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final IdleStrategy waiting =
            new BackoffIdleStrategy(100, 100, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(50));
    private volatile boolean isAwake = true;

    void awake() {
        isAwake = true;
    }

    void rest() {
        isAwake = false;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            waiting.reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (isAwake) {
            waiting.idle();
        } else {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
    }

    @Override
    public void reset() {
        waiting.reset();
    }
}
