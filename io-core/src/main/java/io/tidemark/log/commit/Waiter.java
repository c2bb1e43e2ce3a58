package io.tidemark.log.commit;

import io.tidemark.nativeio.Futex;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits until its record is durable, or for its turn: queued by itself, taken out by whoever wakes it. One
 * that sleeps alone is woken alone. Those that sleep in a room are woken all together, so they may be woken in vain.
 */
final class Waiter {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    final long sequence;
    final Urgency urgency;

    /** Where it sleeps; null if alone. */
    final Futex room;

    /** The one below it in the queue. */
    Waiter next;

    private final Thread thread = Thread.currentThread();

    /** False from the moment at which somebody has taken it out to wake it. */
    private volatile boolean isQueued = true;

    /** Got what it waited for, but may still be queued. */
    private volatile boolean isGone;

    /** Has to be woken. Set before a last look at {@link #isQueued}, and read after that was cleared. */
    private volatile boolean isAsleep;

    private Waiter(long sequence, Urgency urgency, Futex room) {
        this.sequence = sequence;
        this.urgency = urgency;
        this.room = room;
    }

    /** Sleeps alone. */
    static Waiter alone(long sequence, Urgency urgency) {
        return new Waiter(sequence, urgency, null);
    }

    /** Sleeps with others; but for virtual threads, which would keep their carriers. */
    static Waiter among(long sequence, Urgency urgency, Futex room) {
        return new Waiter(sequence, urgency, VirtualThreads.isVirtual(Thread.currentThread()) ? null : room);
    }

    boolean isQueued() {
        return isQueued;
    }

    boolean isGone() {
        return isGone;
    }

    void leave() {
        isGone = true;
    }

    /**
     * Sleeps until it is woken, or for a shorter time, a second at most: whoever was to wake it may have met an error on the
     * way. Says whether it was interrupted.
     */
    boolean sleep() {
        if (room == null) {
            return sleep(MOST_NANOS);
        }
        isAsleep = true;
        int rounds = room.rounds();
        if (isQueued) {
            room.await(rounds);
        }
        return false;
    }

    /** The same for a time at most; for one that sleeps alone. */
    boolean sleep(long nanos) {
        isAsleep = true;
        if (isQueued) {
            LockSupport.parkNanos(this, Math.max(1, nanos));
        }
        return Thread.interrupted();
    }

    /** Says that it was taken out. If it sleeps alone it is woken; returns whether its room has to be. */
    boolean takeOut() {
        isQueued = false;
        if (!isAsleep) {
            return false;
        }
        if (room == null) {
            LockSupport.unpark(thread);
        }
        return room != null;
    }
}
