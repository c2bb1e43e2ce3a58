package io.tidemark.log.append;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time append. To take it is one atomic operation, and to leave it a store that nothing waits for; a
 * lock of the JDK's lets the processor wait then, too, until what the append has stored is in the caches.
 *
 * <p>So whoever leaves may overlook somebody who begins to wait at that moment. Therefore nobody waits for long without
 * looking again. Of those who wait one stands at the door; the others queue behind it. Whoever comes may pass them by, but
 * not for long: one that has waited too long is handed the lock. Not reentrant; an interrupt doesn't shorten the wait.
 */
final class AppendersLock {
    private static final VarHandle STATE;
    private static final VarHandle AT_DOOR;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(AppendersLock.class, "state", int.class);
            AT_DOOR = lookup.findVarHandle(AppendersLock.class, "atDoor", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int FREE = 0;
    private static final int TAKEN = 1;

    /** Free for the one at the door only. */
    private static final int HANDED_OVER = 2;

    /** Some times as long as an append takes. */
    private static final int SPINS = 64;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ReentrantLock queue = new ReentrantLock(true);

    @SuppressWarnings("UnusedVariable") // read and written through STATE
    private int state;

    /** Wants to be woken; null if nobody does, or somebody does so already. */
    private volatile Thread atDoor;

    /** The one at the door has waited long enough. */
    private volatile boolean isImpatient;

    void lock() {
        if (!take(FREE)) {
            queue.lock();
            try {
                lockAtDoor();
            } finally {
                queue.unlock();
            }
        }
    }

    void unlock() {
        Thread waiting = atDoor;
        if (waiting == null) {
            STATE.setRelease(this, FREE);
        } else {
            STATE.setRelease(this, isImpatient ? HANDED_OVER : FREE);
            if (AT_DOOR.compareAndSet(this, waiting, null)) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private void lockAtDoor() {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (!takeSoon()) {
            atDoor = Thread.currentThread();
            if (takeAtDoor()) {
                break;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            interrupted |= Thread.interrupted();
            isImpatient = System.nanoTime() - start > PATIENCE_NANOS;
        }
        atDoor = null;
        isImpatient = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean takeSoon() {
        for (int i = 0; i < SPINS; i++) {
            if (takeAtDoor()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private boolean takeAtDoor() {
        int seen = (int) STATE.getOpaque(this);
        return seen != TAKEN && take(seen);
    }

    private boolean take(int expected) {
        return STATE.compareAndSet(this, expected, TAKEN);
    }
}
