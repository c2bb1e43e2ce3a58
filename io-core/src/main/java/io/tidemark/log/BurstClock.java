package io.tidemark.log;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The time for callers that may ask often. A look at the clock costs as much as copying and checksumming a short record
 * (about 25 ns by {@link MicroClock}); so as soon as there are hundreds of them in a millisecond, a thread looks instead,
 * each millisecond, and callers take what it saw. After a second it ends, and they look themselves again: where there are
 * hundreds of them in a millisecond yet, the next thread follows at once. Where no thread is to be had, callers go on
 * looking, and try again some seconds later.
 *
 * <p>So the time of a burst lags behind by a millisecond, or more while the processors are too busy for the thread to
 * run. Any thread.
 */
final class BurstClock {
    private static final int LOOKS_OF_A_BURST = 256;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TICKS = 1_000;

    /** The JVM complains on the console of each thread that it can't have. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final BurstClock CLOCK = new BurstClock(Thread::new);

    private final ThreadFactory threads;

    /** What the thread saw last; 0 while there is none. */
    private volatile long seen;

    /** When it was looked at last, and how often at that time. Hints, written without order. */
    private long lastLook;

    private int looks;

    /** Guarded by this object's monitor, as what follows. */
    private boolean isTicking;

    private long nextStartNanos = System.nanoTime();

    /** @param threads where the thread comes from that looks at the clock */
    BurstClock(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Microseconds since the epoch. */
    static long now() {
        return CLOCK.nowMicros();
    }

    /** The same by this clock. */
    long nowMicros() {
        long time = seen;
        return time != 0 ? time : look();
    }

    /** Whether a thread looks at the clock. */
    synchronized boolean isTicking() {
        return isTicking;
    }

    private long look() {
        long time = MicroClock.now();
        if (time != lastLook) {
            lastLook = time;
            looks = 0;
        } else if (++looks == LOOKS_OF_A_BURST) {
            start();
        }
        return time;
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
            seen = MicroClock.now();
            LockSupport.parkNanos(TICK_NANOS);
            Thread.interrupted(); // One that stays interrupted would not park any more.
        }
        synchronized (this) {
            seen = 0;
            isTicking = false;
        }
    }
}
