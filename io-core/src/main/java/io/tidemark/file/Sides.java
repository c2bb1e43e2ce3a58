package io.tidemark.file;

import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The two sides of a writer: one thread at a time appends, one at a time forces, and what needs both is done while both
 * are still. A mark for each side catches careless callers; it costs nothing and orders nothing.
 *
 * <p>What belongs to the forcing side is guarded by a lock besides, because an append has to force by itself now and
 * then. It is taken before the lock of the table.
 */
final class Sides {
    private final String path;
    private final WriterFailure failure;

    /** Fair, so that a thread that forces without a pause lets an append through that waits for room. */
    private final ReentrantLock forcingLock = new ReentrantLock(true);

    private boolean appending;
    private boolean forcing;

    Sides(String path, WriterFailure failure) {
        this.path = path;
        this.failure = failure;
    }

    /** Held by the forcing side; an append takes it to force by itself. */
    ReentrantLock forcingLock() {
        return forcingLock;
    }

    void enterAppending() throws IOException {
        if (appending) {
            throw overlapping("append to or change");
        }
        failure.check();
        appending = true;
    }

    void leaveAppending() {
        appending = false;
    }

    /** With the lock, which an append may hold for a while; what went wrong meanwhile is met by the force itself. */
    void enterForcing() throws IOException {
        if (forcing) {
            throw overlapping("force, seal or change");
        }
        failure.check();
        forcing = true;
        try {
            forcingLock.lock();
        } catch (Error e) {
            forcing = false; // No memory for its place among those who wait; with the mark nothing could be closed.
            throw e;
        }
    }

    void leaveForcing() {
        forcingLock.unlock();
        forcing = false;
    }

    void enterBoth() throws IOException {
        if (appending) {
            throw overlapping("append to or change");
        }
        enterForcing();
        appending = true;
    }

    void leaveBoth() {
        appending = false;
        leaveForcing();
    }

    /** Throws if somebody appends or forces, as far as that is noticed. */
    void requireStill() {
        if (appending || forcing) {
            throw new ConcurrentModificationException(
                    path + " is closed while a thread appends to it or forces it; let that end first");
        }
    }

    private ConcurrentModificationException overlapping(String what) {
        return new ConcurrentModificationException("two threads " + what + " " + path
                + " at a time; one may append and one force, the rest needs both to be still");
    }
}
