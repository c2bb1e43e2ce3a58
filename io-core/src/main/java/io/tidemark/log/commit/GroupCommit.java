package io.tidemark.log.commit;

import io.tidemark.nativeio.Futex;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one force acknowledge everything that was appended before it, whoever appended it. Of the threads that wait, one
 * has the turn: it forces for all. Records that are appended meanwhile make up the next batch; when the force is done, one
 * of <em>their</em> threads is woken first, so that the medium goes on working while the acknowledged ones are woken.
 *
 * <p>Threads that were acknowledged together tend to come back together. So where a force may be put off, the first thread
 * to come doesn't take the turn but keeps a watch on the time, and whoever completes the number that is expected forces: no
 * thread is woken for it.
 *
 * <p>Who waits sleeps, after {@link Yielding} for a while where that is wanted, and an interrupt doesn't shorten the wait.
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

    private final Force force;
    private final LogFailure failure;
    private final Yielding yielding;
    private final Runnable advanced;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.FREE);
    private final Waiters waiting = new Waiters();

    /** How many visitors want the turn; nobody else takes it meanwhile. */
    private final AtomicInteger visitors = new AtomicInteger();

    /** How many have come since the last force began. */
    private final AtomicInteger arrived = new AtomicInteger();

    private final Futex[] rooms = {new Futex(), new Futex()};

    /** Where those sleep together who come now; another one from the moment at which a force begins. */
    private volatile Futex room = rooms[0];

    private volatile long durable;

    /** Written by whoever has the turn. */
    private volatile int endedTurns;

    /** How many are expected to come together: those who waited when the last force had ended, and those it was for. A hint. */
    private volatile int expected;

    /**
     * For one log.
     *
     * @param yielding what those who wait do before they sleep
     * @param durable the last sequence that is durable already
     * @param advanced told whenever that has risen
     */
    public GroupCommit(Force force, LogFailure failure, Yielding yielding, long durable, Runnable advanced) {
        this.force = force;
        this.failure = failure;
        this.yielding = yielding;
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
        boolean isFirst = arrived.incrementAndGet() == 1;
        Waiter self = null;
        long deadline = 0;
        boolean isWatching = false;
        boolean hasTurn = false;
        boolean interrupted = false;
        try {
            while (durable < sequence) {
                failure.check();
                boolean isPatient = isPatient(gathering) && !(isWatching && System.nanoTime() - deadline >= 0);
                if (!isPatient && visitors.get() == 0 && takeTurn()) {
                    hasTurn = true;
                    leaveQueue(self);
                    forceForAll(sequence);
                    hasTurn = false;
                    endTurn();
                } else if (isPatient && !isWatching && turn.compareAndSet(Turn.FREE, Turn.GATHERING)) {
                    isWatching = true;
                    deadline = System.nanoTime() + gathering.maxDelayNanos();
                    leaveQueue(self);
                    self = null; // From now on it sleeps alone.
                    leaveWatchIfDurable(sequence);
                } else if (self == null || !self.isQueued()) {
                    self = waiter(sequence, urgency(gathering), isWatching || isFirst);
                    waiting.push(self); // And look once more: whoever had the turn may just have left.
                } else if (isWatching && isPatient) {
                    interrupted |= keepWatch(self, deadline);
                } else {
                    interrupted |= sleep(self);
                }
            }
        } finally {
            if (hasTurn) {
                endTurn();
            }
            if (durable < sequence) {
                leaveToOthers(self, isWatching);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean sleep(Waiter self) {
        yielding.untilTakenOut(self, Long.MAX_VALUE);
        return self.sleep();
    }

    private boolean keepWatch(Waiter self, long deadline) {
        yielding.untilTakenOut(self, deadline - System.nanoTime());
        return self.sleep(deadline - System.nanoTime());
    }

    /** Whoever fails, and be it for want of memory, may have been the one that the others rely on. */
    private void leaveToOthers(Waiter self, boolean isWatching) {
        leaveQueue(self);
        if (isWatching) {
            turn.compareAndSet(Turn.GATHERING, Turn.FREE);
        }
        release();
    }

    /** Runs something between two forces, such as closing. */
    public void whileIdle(Action action) throws IOException {
        Waiter self = null;
        boolean interrupted = false;
        boolean hasTurn = false;
        visitors.incrementAndGet();
        try {
            while (!takeTurn()) {
                if (self == null || !self.isQueued()) {
                    self = Waiter.alone(Long.MAX_VALUE, Urgency.VISITOR);
                    waiting.push(self);
                } else {
                    interrupted |= sleep(self);
                }
            }
            hasTurn = true;
            leaveQueue(self);
            action.run();
        } finally {
            visitors.decrementAndGet();
            if (hasTurn) {
                endTurn();
            } else {
                leaveToOthers(self, false);
            }
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

    /** Says, in the turn of whoever calls it, what is durable already; those who wait are woken when the turn ends. */
    public void reached(long sequence) {
        durable = Math.max(durable, sequence);
        advanced.run();
    }

    /** Wakes whoever waits, because the writer has failed. */
    public void wakeAll() {
        release();
    }

    /**
     * Those who may wait for others sleep with them; but for who is woken apart: the one that keeps watch, and the first one
     * since a force began, which is to be woken for the next turn.
     */
    private Waiter waiter(long sequence, Urgency urgency, boolean isWokenApart) {
        return urgency == Urgency.PATIENT && !isWokenApart
                ? Waiter.among(sequence, urgency, room)
                : Waiter.alone(sequence, urgency);
    }

    private static Urgency urgency(Gathering gathering) {
        return gathering.maxDelayNanos() > 0 ? Urgency.PATIENT : Urgency.IMPATIENT;
    }

    /** Whoever has the turn may still be queued, and is not to be expected twice. */
    private static void leaveQueue(Waiter self) {
        if (self != null) {
            self.leave();
        }
    }

    /** Whether it pays, and is allowed, to wait for others. */
    private boolean isPatient(Gathering gathering) {
        return gathering.maxDelayNanos() > 0 && arrived.get() < expected && gathering.goesOn();
    }

    private boolean takeTurn() {
        return turn.compareAndSet(Turn.FREE, Turn.TAKEN) || turn.compareAndSet(Turn.GATHERING, Turn.TAKEN);
    }

    /**
     * A force that was under way may have covered the watcher, who then leaves: nobody would watch the time any more. Only
     * a turn makes anything durable, so if it isn't now, it won't be before somebody has taken the turn from the watch.
     */
    private void leaveWatchIfDurable(long sequence) {
        if (durable >= sequence && turn.compareAndSet(Turn.GATHERING, Turn.FREE)) {
            release();
        }
    }

    /** In this thread's turn. */
    private void forceForAll(long sequence) throws IOException {
        try {
            if (durable < sequence) {
                failure.check();
                arrived.set(0); // Those who came up to here had appended before.
                room = rooms[room == rooms[0] ? 1 : 0]; // So all in the other one wait for this force.
                durable = Math.max(durable, force.force());
                advanced.run();
                if (durable < sequence) {
                    throw new IllegalStateException("forced up to " + durable + ", but " + sequence + " was appended");
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only whoever has the turn writes it.
    private void endTurn() {
        endedTurns++;
        turn.set(Turn.FREE);
        release();
    }

    /**
     * Wakes whom it may concern. While this holds waiters in its hands another turn may end, and find nobody to wake; so if
     * it put some back it looks again, until nothing has changed since.
     */
    private void release() {
        if (waiting.isEmpty()) {
            expected = 1;
            return;
        }
        int most = 0;
        int turns;
        long reached;
        boolean isLeft;
        do {
            turns = endedTurns;
            reached = reached();
            Waiters.Taken taken = waiting.takeOut(reached);
            most = Math.max(most, taken.count());
            expected = most;
            isLeft = taken.release();
        } while (isLeft && (endedTurns != turns || reached() != reached));
    }

    private long reached() {
        return failure.isSet() ? Long.MAX_VALUE : durable;
    }
}
