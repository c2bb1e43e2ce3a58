package io.tidemark.log;

import java.util.concurrent.locks.LockSupport;

/**
 * The time for callers that may ask often. A look at the clock costs as much as copying and checksumming a short record
 * (about 25 ns by {@link MicroClock}); so as soon as there are hundreds of them in a millisecond, a thread looks instead,
 * each millisecond, and callers take what it saw. Where they don't ask that often they look themselves, and soon after
 * the last one has asked, the thread ends.
 *
 * <p>So the time of a burst lags behind by a millisecond, or more while the processors are too busy for the thread to
 * run. Any thread.
 */
final class BurstClock {
    private static final int LOOKS_OF_A_BURST = 256;
    private static final long TICK_NANOS = 1_000_000;
    private static final int IDLE_TICKS = 20;

    /** What the thread saw last; 0 while there is none. */
    private static volatile long seen;

    /** Somebody asked since the last tick. */
    private static volatile boolean isAsked;

    /** When it was looked at last, and how often at that time. Hints, written without order. */
    private static long lastLook;

    private static int looks;

    /** Guarded by the class, as starting it. */
    private static boolean isTicking;

    private BurstClock() {}

    /** Microseconds since the epoch. */
    static long now() {
        long time = seen;
        if (time == 0) {
            return look();
        }
        if (!isAsked) {
            isAsked = true;
        }
        return time;
    }

    /** Whether a thread looks at the clock. */
    static synchronized boolean isTicking() {
        return isTicking;
    }

    private static long look() {
        long time = MicroClock.now();
        if (time != lastLook) {
            lastLook = time;
            looks = 0;
        } else if (++looks == LOOKS_OF_A_BURST) {
            start();
        }
        return time;
    }

    private static synchronized void start() {
        if (!isTicking) {
            Thread ticker = new Thread(BurstClock::tick, "tidemark clock");
            ticker.setDaemon(true);
            ticker.start();
            isTicking = true;
        }
    }

    private static void tick() {
        for (int idle = 0; idle < IDLE_TICKS; idle = isAsked ? 0 : idle + 1) {
            isAsked = false;
            seen = MicroClock.now();
            LockSupport.parkNanos(TICK_NANOS);
        }
        synchronized (BurstClock.class) {
            seen = 0;
            isTicking = false;
        }
    }
}
