package io.tidemark.file;

import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for what the writer needn't wait for. It starts with work, ends when idle, and keeps no JVM alive. Where none is
 * to be had, the work is done by whoever has it.
 */
final class Background implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 5;
    private static final System.Logger LOG = System.getLogger(Background.class.getName());

    private final ThreadPoolExecutor executor;
    private final String name;

    Background(String name) {
        this(name, Thread::new);
    }

    /** @param threads where the thread comes from; one that can't be had is an {@link OutOfMemoryError} */
    Background(String name, ThreadFactory threads) {
        this.name = name;
        this.executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = threads.newThread(work);
                    thread.setName("tidemark " + name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        // Which runs once, also where it was queued before the thread could not be had.
        FutureTask<Void> once = new FutureTask<>(() -> run(work), null);
        try {
            executor.execute(once);
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": no thread for what is done in the background", e);
            once.run();
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, name + ": work in the background failed", e);
        }
    }

    /** Waits for what is under way. Idempotent. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (executor.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
