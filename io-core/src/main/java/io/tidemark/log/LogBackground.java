package io.tidemark.log;

import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for what appenders and readers needn't wait for. It starts with work and ends when idle. */
final class LogBackground implements Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;
    private final String name;
    private volatile Thread thread;

    LogBackground(String name) {
        this.name = name;
        this.executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread started = new Thread(work, "tidemark log " + name);
                    started.setDaemon(true);
                    thread = started;
                    return started;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        try {
            executor.execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": closed, so nothing is done in the background", e);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, name + ": work in the background failed", e);
        }
    }

    /** Waits until what was given so far is done; from the background itself, for nothing. */
    void drain() {
        if (Thread.currentThread() == thread) {
            return;
        }
        FutureTask<Void> last = new FutureTask<>(() -> null);
        try {
            executor.execute(last);
        } catch (RejectedExecutionException e) {
            close();
            return;
        }
        Uninterruptibly.run(last::get);
    }

    /** Waits for what is under way, but for itself. Idempotent. */
    @Override
    public void close() {
        executor.shutdown();
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptibly.run(() -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }
}
