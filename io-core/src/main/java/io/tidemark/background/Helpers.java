package io.tidemark.background;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that take work from who opens a log, one fewer than there are processors; none is left when it is closed. */
public final class Helpers implements Executor, AutoCloseable {
    /** More of them would wait for the medium. */
    private static final int MOST = 3;

    private final ThreadPoolExecutor executor;

    /** @param name of whom the work is for */
    public Helpers(String name) {
        int count = Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1);
        this.executor = count == 0 ? null : executor(count, "tidemark " + name);
    }

    private static ThreadPoolExecutor executor(int count, String name) {
        return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread started = new Thread(work, name);
            started.setDaemon(true);
            return started;
        });
    }

    /** Somebody does it some time, unless there is only one processor. */
    @Override
    public void execute(Runnable work) {
        if (executor == null) {
            return;
        }
        try {
            executor.execute(work);
        } catch (OutOfMemoryError e) { // There is no thread; who wants to know it does it.
            System.getLogger(Helpers.class.getName()).log(System.Logger.Level.DEBUG, "nobody helps to open", e);
        }
    }

    /** Forgets what nobody has begun, and waits for what is under way. */
    @Override
    public void close() {
        if (executor == null) {
            return;
        }
        executor.getQueue().clear();
        executor.shutdown();
        Uninterruptibly.run(() -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }
}
