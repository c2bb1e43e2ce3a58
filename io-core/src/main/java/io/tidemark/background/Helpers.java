package io.tidemark.background;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that take work from who opens a log; none is left when it is closed. There are more of them than idle processors:
 * while some wait for the medium, others compute.
 */
public final class Helpers implements Executor, AutoCloseable {
    private static final int FEWEST = 3;

    /** More of them would all wait for the medium. */
    static final int MOST = 8;

    private final ThreadPoolExecutor executor;

    /** @param name of whom the work is for */
    public Helpers(String name) {
        int count = Math.max(FEWEST, Math.min(MOST, Runtime.getRuntime().availableProcessors()));
        this.executor = executor(count, "tidemark " + name);
    }

    private static ThreadPoolExecutor executor(int count, String name) {
        return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread started = new Thread(work, name);
            started.setDaemon(true);
            return started;
        });
    }

    /** Somebody does it some time, if there is a thread to be had. */
    @Override
    public void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (OutOfMemoryError e) { // There is no thread; who wants to know it does it.
            System.getLogger(Helpers.class.getName()).log(System.Logger.Level.DEBUG, "nobody helps to open", e);
        }
    }

    /** Forgets what nobody has begun, and waits for what is under way. */
    @Override
    public void close() {
        executor.getQueue().clear();
        executor.shutdown();
        Uninterruptibly.run(() -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }
}
