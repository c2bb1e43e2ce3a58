package io.tidemark.log.append;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets others wait for records, or until they are durable, without spinning. A writer that nobody waits for pays one look:
 * it publishes the record first and looks for waiters afterwards, they do it the other way round. It doesn't wait until
 * others can see what it has published, so it may overlook one that begins to wait at that moment. That one looks again
 * after a millisecond, and then less and less often.
 */
final class Arrivals {
    private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    private final long firstLookNanos;

    private volatile int waiters;

    /** Nobody waits yet. */
    Arrivals() {
        this(FIRST_LOOK_NANOS);
    }

    /** @param firstLookNanos how long somebody waits before looking again for the first time */
    Arrivals(long firstLookNanos) {
        this.firstLookNanos = firstLookNanos;
    }

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
            for (long look = firstLookNanos; !condition.getAsBoolean(); look = Math.min(2 * look, LAST_LOOK_NANOS)) {
                if (left <= 0) {
                    return false;
                }
                long most = Math.min(left, look);
                left -= most - arrived.awaitNanos(most);
            }
            return true;
        } finally {
            waiters--;
            lock.unlock();
        }
    }
}
