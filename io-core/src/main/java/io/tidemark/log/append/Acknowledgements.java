package io.tidemark.log.append;

import io.tidemark.background.Uninterruptibly;
import io.tidemark.log.commit.Gathering;
import io.tidemark.log.commit.GroupCommit;
import io.tidemark.resource.ClosedException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Completes asynchronous appends in the order of their sequences. One thread takes part in the group commit for all of
 * them; it is started with the first one.
 */
public final class Acknowledgements {
    private static final long RETRY_NANOS = 1_000_000;

    private final String name;
    private final GroupCommit commit;
    private final Gathering gathering;

    /** The last one that was completed: those behind it are pending. Of the thread, and of who closes after that has ended. */
    private Acknowledgement completed = new Acknowledgement();

    /** The last one that was added; under the appenders' lock. */
    private Acknowledgement last = completed;

    /** Written by the thread itself, read after one was added. */
    private volatile boolean isIdle;

    private volatile boolean isClosing;

    /** Written under the appenders' lock. */
    private volatile Thread thread;

    public Acknowledgements(String name, GroupCommit commit, Gathering gathering) {
        this.name = name;
        this.commit = commit;
        this.gathering = gathering;
    }

    /** Has the thread started; what is appended after that will be acknowledged. Under the appenders' lock. */
    void begin() {
        if (thread == null) {
            start();
        }
    }

    /** Adds one, in the order of sequences: under the appenders' lock. Needs no memory: its record is there already. */
    void add(Acknowledgement acknowledgement, long sequence) {
        acknowledgement.at(sequence);
        last.follow(acknowledgement);
        last = acknowledgement;
        if (isIdle) {
            LockSupport.unpark(thread);
        }
    }

    private void start() {
        Thread started = new Thread(this::run, "tidemark acknowledge " + name);
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    private void run() {
        while (true) {
            boolean isLast = isClosing; // Asked first: then all that there will be has been added.
            Acknowledgement first = completed.next();
            if (first != null) {
                acknowledge(first);
            } else if (isLast) {
                return;
            } else {
                isIdle = true;
                if (completed.next() == null && !isClosing) {
                    LockSupport.park(this);
                    Thread.interrupted(); // By somebody who depends on a stage, perhaps; else it would never sleep
                    // again.
                }
                isIdle = false;
            }
        }
    }

    /** Where there is no memory to wait for one, or to complete it, it stays, and is tried again. */
    private void acknowledge(Acknowledgement first) {
        try {
            acknowledgeUpTo(first);
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private void acknowledgeUpTo(Acknowledgement first) {
        try {
            commit.await(first.sequence(), gathering);
        } catch (OutOfMemoryError e) {
            throw e; // If it has failed the log, the next one to wait is told.
        } catch (IOException | RuntimeException | Error e) {
            failAll(e);
            return;
        }
        long durable = commit.durable();
        for (Acknowledgement next = first; next != null && next.sequence() <= durable; next = next.next()) {
            next.complete(next.sequence());
            moveTo(next);
        }
    }

    private void failAll(Throwable cause) {
        for (Acknowledgement next = completed.next(); next != null; next = next.next()) {
            next.completeExceptionally(cause);
            moveTo(next);
        }
    }

    private void moveTo(Acknowledgement first) {
        completed.leave();
        completed = first;
    }

    /** Completes what is pending, and ends the thread; nothing is added any more. */
    public void close() {
        isClosing = true;
        Thread started = thread;
        if (started == null || started == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(started);
        Uninterruptibly.run(started::join);
        failAll(ClosedException.ofLog(name));
    }
}
