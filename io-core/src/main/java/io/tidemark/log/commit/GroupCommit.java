package io.tidemark.log.commit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one force acknowledge everything that was appended before it, whoever appended it. Of the threads that wait, one
 * leads: it forces for all. Records that are appended meanwhile make up the next batch; when the force is done, one of
 * <em>their</em> threads is woken first, so that the medium goes on working while the acknowledged ones are woken.
 *
 * <p>Who waits doesn't spin, and an interrupt doesn't shorten the wait.
 */
public final class GroupCommit {
    /** Makes durable what was appended. Called by one thread at a time. */
    @FunctionalInterface
    public interface Force {
        /** Returns the last sequence that is durable now: at least each one whose append had returned before the call. */
        long force() throws IOException;
    }

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final long sequence;
        Waiter next;
        volatile boolean isQueued;

        Waiter(long sequence) {
            this.sequence = sequence;
        }
    }

    private final Force force;
    private final FailureState failure;
    private final Runnable advanced;
    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicReference<Waiter> waiting = new AtomicReference<>();
    private final AtomicInteger arrived = new AtomicInteger();

    private volatile long durable;

    /** The leader, while it waits for others to join. */
    private volatile Thread gatherer;

    /** How many the last force acknowledged. Guarded by {@link #forcing}. */
    private int lastBatch;

    /**
     * For one log.
     *
     * @param durable the last sequence that is durable already
     * @param advanced told whenever that has risen
     */
    public GroupCommit(Force force, FailureState failure, long durable, Runnable advanced) {
        this.force = force;
        this.failure = failure;
        this.durable = durable;
        this.advanced = advanced;
    }

    /** Every sequence up to this one is durable. Only rises. */
    public long durable() {
        return durable;
    }

    /**
     * Returns once {@code sequence}, which was appended before, is durable.
     *
     * @param gathering how long a force may be put off for others to join
     * @throws IOException if forcing failed, now or earlier
     */
    public void await(long sequence, Gathering gathering) throws IOException {
        Waiter self = null;
        boolean interrupted = false;
        try {
            while (durable < sequence) {
                failure.check();
                if (forcing.tryLock()) {
                    lead(sequence, gathering);
                } else if (self == null || !self.isQueued) {
                    self = self == null ? new Waiter(sequence) : self;
                    queue(self); // And look once more: the leader may just have left.
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs something between two forces, such as closing. */
    public void whileIdle(Action action) throws IOException {
        forcing.lock();
        try {
            action.run();
        } finally {
            forcing.unlock();
            release();
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws IOException;
    }

    /** Wakes whoever waits, because the writer has failed. */
    public void wakeAll() {
        release();
    }

    private void lead(long sequence, Gathering gathering) throws IOException {
        try {
            if (durable >= sequence) {
                return;
            }
            if (lastBatch > 1 && gathering.maxDelayNanos() > 0) {
                gather(gathering);
            }
            failure.check();
            arrived.set(0);
            durable = force.force();
            advanced.run();
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            forcing.unlock();
            release();
        }
    }

    /** Threads that were acknowledged together tend to come back together: worth a moment, but only where they do. */
    private void gather(Gathering gathering) {
        long deadline = System.nanoTime() + gathering.maxDelayNanos();
        gatherer = Thread.currentThread();
        while (arrived.get() < lastBatch - 1 && gathering.goesOn()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        gatherer = null;
    }

    private void queue(Waiter self) {
        self.isQueued = true;
        push(self);
        Thread leader = gatherer;
        // lastBatch is read without its lock: a stale value wakes the leader too early or late, never not at all.
        if (arrived.incrementAndGet() >= lastBatch - 1 && leader != null) {
            LockSupport.unpark(leader);
        }
    }

    private void push(Waiter self) {
        Waiter top;
        do {
            top = waiting.get();
            self.next = top;
        } while (!waiting.compareAndSet(top, self));
    }

    /**
     * Wakes whom it may concern. While this holds waiters in its hands another thread may force for them, and find nobody
     * to wake; so it looks again, until nothing has changed since it put them back.
     */
    private void release() {
        long reached;
        do {
            reached = reached();
            release(reached);
        } while (reached() != reached);
    }

    private long reached() {
        return failure.isSet() ? Long.MAX_VALUE : durable;
    }

    /** First the next leader, then whoever is acknowledged; the rest stays queued. */
    private void release(long reached) {
        Waiter acknowledged = null;
        Waiter leader = null;
        int batch = 1;
        for (Waiter waiter = waiting.getAndSet(null); waiter != null; ) {
            Waiter next = waiter.next;
            if (waiter.sequence <= reached) {
                waiter.next = acknowledged;
                acknowledged = waiter;
                batch++;
            } else if (leader == null) {
                leader = waiter;
            } else {
                push(waiter);
            }
            waiter = next;
        }
        lastBatchWas(batch);
        if (leader != null) {
            wake(leader);
        }
        while (acknowledged != null) {
            Waiter next = acknowledged.next;
            wake(acknowledged);
            acknowledged = next;
        }
    }

    @SuppressWarnings("GuardedBy") // A hint; see queue.
    private void lastBatchWas(int batch) {
        lastBatch = batch;
    }

    private static void wake(Waiter waiter) {
        waiter.isQueued = false;
        LockSupport.unpark(waiter.thread);
    }
}
