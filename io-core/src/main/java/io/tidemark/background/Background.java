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

/**
 * One thread for what appenders and readers needn't wait for. It starts with work, ends when idle, and keeps no JVM alive.
 *
 * <p>Work waits in a queue of its own, and the thread is only asked to do all of it: so what there was no thread for is done
 * in its order, once there is one.
 */
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

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor executor;
    private final String name;
    private final Shortage shortage;

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
        Runnable task = () -> run(work);
        waiting.add(task);
        try {
            executor.execute(this::doAll);
        } catch (OutOfMemoryError e) {
            if (shortage == Shortage.DONE_AT_ONCE && waiting.remove(task)) {
                task.run();
            }
            LOG.log(shortage.level, name + ": no thread for what is done in the background", e);
        } catch (RejectedExecutionException e) {
            waiting.remove(task);
            LOG.log(System.Logger.Level.DEBUG, name + ": closed, so nothing is done in the background", e);
        }
    }

    /** Tries again to get a thread for what there was none for, if there is something. */
    public void bringOn() {
        if (!waiting.isEmpty()) {
            tryStart();
        }
    }

    private boolean tryStart() {
        try {
            executor.execute(this::doAll);
            return true;
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": still no thread", e);
            return false;
        } catch (RejectedExecutionException e) {
            return true; // It is closed, and does what was given to it before.
        }
    }

    private void doAll() {
        for (Runnable first = waiting.poll(); first != null; first = waiting.poll()) {
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
        FutureTask<Void> last = new FutureTask<>(this::doAll, null);
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

    /** Waits for what is under way, but for itself, and for what waits if there is a thread for it. Idempotent. */
    @Override
    public void close() {
        if (waiting.isEmpty() || tryStart()) {
            executor.shutdown();
        } else {
            executor.shutdownNow();
            if (shortage == Shortage.DONE_AT_ONCE) {
                doAll();
            }
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptibly.run(() -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }
}
