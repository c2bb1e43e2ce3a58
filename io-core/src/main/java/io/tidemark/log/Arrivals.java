package io.tidemark.log;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets readers wait for records without spinning. A writer that nobody waits for pays one volatile read: it publishes
 * the record first and looks for waiters afterwards, they do it the other way round.
 */
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    private volatile int waiters;

    /** Something has changed. Any thread. */
    void signal() {
        if (waiters > 0) {
            lock.lock();
            try {
                arrived.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until {@code condition} holds.
     *
     * @return whether it does, or the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock.
    boolean await(BooleanSupplier condition, long timeoutNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        lock.lock();
        try {
            waiters++;
            long left = timeoutNanos;
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = arrived.awaitNanos(left);
            }
            return true;
        } finally {
            waiters--;
            lock.unlock();
        }
    }
}
