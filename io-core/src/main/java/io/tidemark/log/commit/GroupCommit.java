package io.tidemark.log.commit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one force acknowledge everything that was appended before it, whoever appended it. Of the threads that wait, one
 * has the turn: it forces for all. Records that are appended meanwhile make up the next batch; when the force is done, one
 * of <em>their</em> threads is woken first, so that the medium goes on working while the acknowledged ones are woken.
 *
 * <p>Threads that were acknowledged together tend to come back together. So where a force may be put off, the first thread
 * to come doesn't take the turn but keeps a watch on the time, and whoever completes the number that is expected forces: no
 * thread is woken for it.
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

    /** Who may force. */
    private enum Turn {
        /** Whoever comes. */
        FREE,
        /** Whoever doesn't want to wait any more; the one that keeps watch doesn't when the time is over. */
        GATHERING,
        /** The one that forces. */
        TAKEN
    }

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final long sequence;
        Waiter next;
        volatile boolean isQueued;

        /** Got what it waited for, but may still be queued. */
        volatile boolean isGone;

        Waiter(long sequence) {
            this.sequence = sequence;
        }
    }

    private final Force force;
    private final FailureState failure;
    private final Runnable advanced;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.FREE);
    private final AtomicReference<Waiter> waiting = new AtomicReference<>();

    /** How many have come since the last force began. */
    private final AtomicInteger arrived = new AtomicInteger();

    private volatile long durable;

    /** Written by whoever has the turn. */
    private volatile int endedTurns;

    /** How many are expected to come together: those who waited when the last force had ended, and those it was for. A hint. */
    private volatile int expected;

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
        if (durable >= sequence) {
            return;
        }
        arrived.incrementAndGet();
        Waiter self = new Waiter(sequence);
        long deadline = 0;
        boolean isWatching = false;
        boolean interrupted = false;
        try {
            while (durable < sequence) {
                failure.check();
                boolean isPatient = isPatient(gathering) && !(isWatching && System.nanoTime() - deadline >= 0);
                if (!isPatient && takeTurn()) {
                    self.isGone = true; // Not expected twice.
                    forceForAll(sequence);
                } else if (isPatient && !isWatching && turn.compareAndSet(Turn.FREE, Turn.GATHERING)) {
                    isWatching = true;
                    deadline = System.nanoTime() + gathering.maxDelayNanos();
                } else if (!self.isQueued) {
                    queue(self); // And look once more: whoever had the turn may just have left.
                } else {
                    park(isWatching, deadline);
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
        Waiter self = new Waiter(Long.MAX_VALUE);
        boolean interrupted = false;
        while (!takeTurn()) {
            if (!self.isQueued) {
                queue(self);
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        self.isGone = true;
        try {
            action.run();
        } finally {
            endTurn();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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

    /** Whether it pays, and is allowed, to wait for others. */
    private boolean isPatient(Gathering gathering) {
        return gathering.maxDelayNanos() > 0 && arrived.get() < expected && gathering.goesOn();
    }

    private boolean takeTurn() {
        return turn.compareAndSet(Turn.FREE, Turn.TAKEN) || turn.compareAndSet(Turn.GATHERING, Turn.TAKEN);
    }

    /** In this thread's turn, which ends with it. */
    private void forceForAll(long sequence) throws IOException {
        try {
            if (durable < sequence) {
                failure.check();
                arrived.set(0); // Those who came up to here had appended before.
                durable = force.force();
                advanced.run();
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            endTurn();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only whoever has the turn writes it.
    private void endTurn() {
        endedTurns++;
        turn.set(Turn.FREE);
        release();
    }

    private void park(boolean isWatching, long deadline) {
        if (isWatching) {
            LockSupport.parkNanos(this, Math.max(1, deadline - System.nanoTime()));
        } else {
            LockSupport.park(this);
        }
    }

    private void queue(Waiter self) {
        self.isQueued = true;
        push(self);
    }

    private void push(Waiter self) {
        Waiter top;
        do {
            top = waiting.get();
            self.next = top;
        } while (!waiting.compareAndSet(top, self));
    }

    /**
     * Wakes whom it may concern. While this holds waiters in its hands another turn may end, and find nobody to wake; so it
     * looks again, until nothing has changed since it put them back.
     */
    private void release() {
        int turns;
        long reached;
        do {
            turns = endedTurns;
            reached = reached();
            release(reached);
        } while (endedTurns != turns || reached() != reached);
    }

    private long reached() {
        return failure.isSet() ? Long.MAX_VALUE : durable;
    }

    /** First one who may take the next turn, then whoever is acknowledged; the rest stays queued. */
    private void release(long reached) {
        Waiter acknowledged = null;
        Waiter next = null;
        int count = 1; // Whoever forced has left already.
        for (Waiter waiter = waiting.getAndSet(null); waiter != null; count++) {
            Waiter below = waiter.next;
            if (waiter.isGone) {
                count--;
            } else if (waiter.sequence <= reached) {
                waiter.next = acknowledged;
                acknowledged = waiter;
            } else if (next == null) {
                next = waiter;
            } else {
                push(waiter);
            }
            waiter = below;
        }
        expected = count;
        if (next != null) {
            wake(next);
        }
        while (acknowledged != null) {
            Waiter below = acknowledged.next;
            wake(acknowledged);
            acknowledged = below;
        }
    }

    private static void wake(Waiter waiter) {
        waiter.isQueued = false;
        LockSupport.unpark(waiter.thread);
    }
}
