package io.tidemark.log.append;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The time for callers that may ask often. A look at the clock costs as much as copying and checksumming a short record
 * (about 25 ns by {@link MicroClock}); so as soon as there are hundreds of them in a millisecond, a thread looks instead,
 * each millisecond, and callers take what it saw. After a second it ends, and they look themselves again: where there are
 * hundreds of them in a millisecond yet, the next thread follows at once. Where no thread is to be had, callers go on
 * looking, and try again some seconds later.
 *
 * <p>So the time of a burst lags behind by a millisecond, or more while the processors are too busy for the thread to
 * run. But who asks is never given less than anybody was given before, unless the system's clock was set back: whoever
 * looks replaces what was given last only if it is what it was before the look. Any thread.
 */
final class BurstClock {
    private static final int LOOKS_OF_A_BURST = 256;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TICKS = 1_000;

    /** The JVM complains on the console of each thread that it can't have. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final BurstClock CLOCK = new BurstClock(Thread::new, MicroClock::now);
    private static final AtomicLongFieldUpdater<BurstClock> LAST =
            AtomicLongFieldUpdater.newUpdater(BurstClock.class, "last");

    private final ThreadFactory threads;
    private final LongSupplier clock;

    /** What the thread saw last; while there is none the last look of a caller, negated. */
    private volatile long last;

    /** How often a caller has seen that time. A hint, written without order. */
    private int looks;

    /** Guarded by this object's monitor, as what follows. */
    private boolean isTicking;

    private long nextStartNanos = System.nanoTime();

    /**
     * @param threads where the thread comes from that looks at the clock
     * @param clock microseconds since the epoch
     */
    BurstClock(ThreadFactory threads, LongSupplier clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /** Microseconds since the epoch. */
    static long now() {
        return CLOCK.nowMicros();
    }

    /** The same by this clock. */
    long nowMicros() {
        long time = last;
        return time > 0 ? time : look();
    }

    /** Whether a thread looks at the clock. */
    synchronized boolean isTicking() {
        return isTicking;
    }

    private long look() {
        while (true) {
            long before = last;
            if (before > 0) {
                return before;
            }
            long time = time();
            if (time == -before) {
                if (++looks == LOOKS_OF_A_BURST) {
                    start();
                }
                return time;
            }
            if (LAST.compareAndSet(this, before, -time)) {
                looks = 0;
                return time;
            }
        }
    }

    /** What the clock says now; the sign is taken, so before 1970 it stands still. */
    private long time() {
        return Math.max(1, clock.getAsLong());
    }

    private synchronized void start() {
        if (isTicking || System.nanoTime() - nextStartNanos < 0) {
            return;
        }
        try {
            Thread started = threads.newThread(this::tick);
            started.setName("tidemark clock");
            started.setDaemon(true);
            started.start();
            isTicking = true;
        } catch (OutOfMemoryError noThreadIsToBeHad) {
            nextStartNanos = System.nanoTime() + RETRY_NANOS;
        }
    }

    private void tick() {
        for (int i = 0; i < TICKS; i++) {
            takeOver();
            LockSupport.parkNanos(TICK_NANOS);
            Thread.interrupted(); // One that stays interrupted would not park any more.
        }
        synchronized (this) {
            LAST.set(this, -last);
            isTicking = false;
        }
    }

    /** A caller may look at the same time as this thread, and be given what it sees before this one's is there. */
    private void takeOver() {
        long before;
        do {
            before = last;
        } while (!LAST.compareAndSet(this, before, time()));
    }
}
