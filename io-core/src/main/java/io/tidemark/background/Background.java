package io.tidemark.background;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for what appenders and readers needn't wait for. It starts with work, ends when idle, and keeps no JVM alive. */
public final class Background implements Executor, AutoCloseable {
    /** Where no thread is to be had. */
    public enum Shortage {
        /** Whoever has work does it. */
        DONE_AT_ONCE(System.Logger.Level.DEBUG),
        /** It is done with what comes next: it may be somebody else's code, which waits for who has it here. */
        DONE_LATER(System.Logger.Level.WARNING);

        private final System.Logger.Level level;

        Shortage(System.Logger.Level level) {
            this.level = level;
        }
    }

    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;
    private final String name;
    private final Shortage shortage;

    /** What there was no thread for. */
    private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();

    private volatile Thread thread;

    /** @param name of whom the work is for */
    public Background(String name, Shortage shortage) {
        this(name, shortage, Thread::new);
    }

    /** @param threads where the thread comes from; one that can't be had is an {@link OutOfMemoryError} */
    Background(String name, Shortage shortage, ThreadFactory threads) {
        this.name = name;
        this.shortage = shortage;
        this.executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread started = threads.newThread(work);
                    started.setName("tidemark " + name);
                    started.setDaemon(true);
                    thread = started;
                    return started;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        // Which runs once, also where it was queued before the thread could not be had.
        FutureTask<Void> once = new FutureTask<>(() -> run(work), null);
        try {
            executor.execute(() -> {
                doWhatIsLeft();
                once.run();
            });
        } catch (OutOfMemoryError e) {
            switch (shortage) {
                case DONE_AT_ONCE -> once.run();
                case DONE_LATER -> left.add(once);
            }
            LOG.log(shortage.level, name + ": no thread for what is done in the background", e);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": closed, so nothing is done in the background", e);
        }
    }

    /** Tries again to get a thread for what there was none for, if there is something. */
    public void bringOn() {
        if (left.isEmpty()) {
            return;
        }
        try {
            executor.execute(this::doWhatIsLeft);
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": still no thread", e);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": closed, so what is left stays undone", e);
        }
    }

    /** In the order in which it came: always in front of what comes next. */
    private void doWhatIsLeft() {
        for (Runnable first = left.poll(); first != null; first = left.poll()) {
            first.run();
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, name + ": work in the background failed", e);
        }
    }

    /** Waits until what was given so far is done; from the background itself, for nothing. */
    public void drain() {
        if (Thread.currentThread() == thread) {
            return;
        }
        FutureTask<Void> last = new FutureTask<>(this::doWhatIsLeft, null);
        try {
            executor.execute(last);
        } catch (OutOfMemoryError e) {
            return; // Where there is no thread, nothing is under way.
        } catch (RejectedExecutionException e) {
            close();
            return;
        }
        Uninterruptibly.run(last::get);
    }

    /** Waits for what is under way, but for itself, and for what there was no thread for if there is one now. Idempotent. */
    @Override
    public void close() {
        bringOn();
        executor.shutdown();
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptibly.run(() -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }
}
