package io.tidemark.log.retain;

import io.tidemark.log.LogFailedException;
import io.tidemark.log.Retention;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets segments go when they have become too old, although nothing is appended: looks now and then. */
public final class AgeWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.tidemark.log.HybridLog");
    private static final long LEAST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NAP_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int LOOKS_AN_AGE = 10;

    private final String name;
    private final LogDiscarder discarder;
    private final Retention.Age retention;
    private final Precaution precaution;
    private final ScheduledThreadPoolExecutor timer;

    /** Whether a look is yet to be taken, or under way. */
    private final AtomicBoolean pending = new AtomicBoolean();

    /** @param precaution is taken before something is discarded */
    public AgeWatch(String name, LogDiscarder discarder, Retention.Age retention, Precaution precaution) {
        this.name = name;
        this.discarder = discarder;
        this.retention = retention;
        this.precaution = precaution;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "tidemark age " + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Looks from now on; one look at a time waits for its thread.
     *
     * @param aftermath has the thread
     * @param bringOn called before each look, to start the aftermath's thread if that failed before
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the timer, and what a look throws is logged there.
    public void start(Executor aftermath, Runnable bringOn) {
        long nap = Math.max(
                LEAST_NAP_NANOS,
                Math.min(LONGEST_NAP_NANOS, TimeUnit.NANOSECONDS.convert(retention.age()) / LOOKS_AN_AGE));
        try {
            timer.scheduleWithFixedDelay(() -> ask(aftermath, bringOn), nap, nap, TimeUnit.NANOSECONDS);
        } catch (OutOfMemoryError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    name + ": no thread to look for what is too old; it goes when a segment is sealed",
                    e);
        }
    }

    /** Must not throw, or it would be the last time. */
    private void ask(Executor aftermath, Runnable bringOn) {
        bringOn.run();
        if (pending.compareAndSet(false, true)) {
            try {
                aftermath.execute(this::look);
            } catch (OutOfMemoryError e) {
                pending.set(false);
            }
        }
    }

    private void look() {
        try {
            discarder.retain(retention, precaution);
        } catch (LogFailedException | ClosedChannelException e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": nothing is discarded any more", e);
            close();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, name + ": what is too old is still there", e);
        } finally {
            pending.set(false);
        }
    }

    /** No more looks begin. Idempotent. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
