package io.tidemark.file.access;

import io.tidemark.nativeio.Pause;
import io.tidemark.resource.ClosedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;

/**
 * Lets readers run without a lock while what they use (descriptors, mappings, ranges) is replaced behind their backs:
 * whoever replaced it calls {@link #awaitReaders()} before destroying the old.
 *
 * <p>A reader leaves a mark in a counter on the way in and takes it away on the way out; both are wait-free. There are
 * two banks of counters. {@code awaitReaders} flips readers to the other bank and waits for the old one to run empty,
 * twice: a reader that chose its bank before an earlier flip may still enter the other one. A reader that is missed by a
 * count entered after it, and so sees what was published before the wait began. (The scheme is that of sleepable
 * read-copy-update in the Linux kernel.)
 *
 * <p>Each cell of counters belongs to the first thread that comes, for as long as that thread lives. The owner leaves
 * with a plain ordered store: an atomic addition there would wait until the stores of the copy before it have drained.
 * Other threads that hash to the cell share two counters of their own.
 */
public final class ReadGate {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(Thread[].class);
    private static final int CELLS =
            Integer.highestOneBit(Math.max(4, Runtime.getRuntime().availableProcessors()) * 4);

    /** A pair of cache lines for each cell, because processors fetch them in pairs: two counters owned, two shared. */
    private static final int CELL_LONGS = 16;

    private static final int SHARED_AT = 2;
    private static final long POLL_NANOS = 20_000;

    private final Thread[] owners = new Thread[CELLS];

    /** One unused cell in front, so that the array's header shares no line with a counter. */
    private final long[] counts = new long[(1 + CELLS) * CELL_LONGS];

    private final String name;

    private volatile int bank;
    private volatile boolean closed;

    /** @param name of the file, for who comes when it is closed */
    public ReadGate(String name) {
        this.name = name;
    }

    /**
     * Enters; what is published before the matching {@link #exit} returns stays usable until then.
     *
     * @return a ticket for {@link #exit}
     * @throws ClosedChannelException if the gate is closed
     */
    public int enter() throws ClosedChannelException {
        Thread thread = Thread.currentThread();
        int cell = (int) thread.getId() & (CELLS - 1);
        int ticket = (1 + cell) * CELL_LONGS + bank;
        if (owners[cell] == thread || own(cell, thread)) {
            COUNT.setVolatile(counts, ticket, counts[ticket] + 1);
        } else {
            ticket += SHARED_AT;
            COUNT.getAndAdd(counts, ticket, 1L);
        }
        if (closed) {
            exit(ticket);
            throw new ClosedException(name, "the file");
        }
        return ticket;
    }

    /** Leaves. */
    public void exit(int ticket) {
        if ((ticket & SHARED_AT) == 0) {
            COUNT.setRelease(counts, ticket, counts[ticket] - 1);
        } else {
            COUNT.getAndAdd(counts, ticket, -1L);
        }
    }

    /** Returns when every reader that entered before the call has left. Never call it between enter and exit. */
    public synchronized void awaitReaders() {
        for (int flip = 0; flip < 2; flip++) {
            int old = bank;
            bank = 1 - old;
            while (!isEmpty(old)) {
                Pause.nanos(this, POLL_NANOS);
            }
        }
    }

    /** Lets nobody in any more and returns when all have left. Idempotent. */
    public void close() {
        closed = true;
        awaitReaders();
    }

    /** Takes a cell that nobody owns, or whose owner is dead and so is not inside. */
    private boolean own(int cell, Thread thread) {
        Thread owner = (Thread) OWNER.getVolatile(owners, cell);
        return (owner == null || !owner.isAlive()) && OWNER.compareAndSet(owners, cell, owner, thread);
    }

    private boolean isEmpty(int whichBank) {
        for (int cell = CELL_LONGS + whichBank; cell < counts.length; cell += CELL_LONGS) {
            if ((long) COUNT.getVolatile(counts, cell) != 0
                    || (long) COUNT.getVolatile(counts, cell + SHARED_AT) != 0) {
                return false;
            }
        }
        return true;
    }
}
