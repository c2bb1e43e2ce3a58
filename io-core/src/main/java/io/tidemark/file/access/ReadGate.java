package io.tidemark.file.access;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets readers run without a lock while what they use (descriptors, mappings, ranges) is replaced behind their backs:
 * whoever replaced it calls {@link #awaitReaders()} before destroying the old.
 *
 * <p>A reader adds one to a counter on the way in and takes it away on the way out; both are wait-free and touch a
 * cache line that few threads share. There are two banks of counters. {@code awaitReaders} flips readers to the other
 * bank and waits for the old one to run empty, twice: a reader that chose its bank before an earlier flip may still
 * enter the other one. A reader that is missed by a count entered after it, and so sees what was published before the
 * wait began. (The scheme is that of sleepable read-copy-update in the Linux kernel.)
 */
public final class ReadGate {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LONGS_PER_LINE_PAIR = 16;
    private static final int STRIPES =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors()) * 2);
    private static final int BANK_LENGTH = STRIPES * LONGS_PER_LINE_PAIR;
    private static final long POLL_NANOS = 20_000;

    /** One unused line pair in front, so that the array's header shares no line with a counter. */
    private final long[] counts = new long[LONGS_PER_LINE_PAIR + 2 * BANK_LENGTH];

    private volatile int bank;
    private volatile boolean closed;

    /**
     * Enters; what is published before the matching {@link #exit} returns stays usable until then.
     *
     * @return a ticket for {@link #exit}
     * @throws ClosedChannelException if the gate is closed
     */
    public int enter() throws ClosedChannelException {
        int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
        int ticket = LONGS_PER_LINE_PAIR + bank * BANK_LENGTH + stripe * LONGS_PER_LINE_PAIR;
        COUNT.getAndAdd(counts, ticket, 1L);
        if (closed) {
            exit(ticket);
            throw new ClosedChannelException();
        }
        return ticket;
    }

    /** Leaves. */
    public void exit(int ticket) {
        COUNT.getAndAdd(counts, ticket, -1L);
    }

    /** Returns when every reader that entered before the call has left. Never call it between enter and exit. */
    public synchronized void awaitReaders() {
        for (int flip = 0; flip < 2; flip++) {
            int old = bank;
            bank = 1 - old;
            while (!isEmpty(old)) {
                LockSupport.parkNanos(this, POLL_NANOS);
            }
        }
    }

    /** Lets nobody in any more and returns when all have left. Idempotent. */
    public void close() {
        closed = true;
        awaitReaders();
    }

    private boolean isEmpty(int whichBank) {
        int first = LONGS_PER_LINE_PAIR + whichBank * BANK_LENGTH;
        for (int i = first; i < first + BANK_LENGTH; i += LONGS_PER_LINE_PAIR) {
            if ((long) COUNT.getVolatile(counts, i) != 0) {
                return false;
            }
        }
        return true;
    }
}
