package io.tidemark.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that work until they are told to stop, or until one of them fails; the failure is the test's. */
public final class Crew implements AutoCloseable {
    private static final long PATIENCE_NANOS =
            TimeUnit.SECONDS.toNanos(Integer.getInteger("tidemark.patienceSeconds", 30));

    /** What a thread does. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Nobody yet. */
    public Crew() {}

    /** Does something again and again. */
    public void repeat(String name, Work work) {
        once(name, () -> {
            while (isWorking()) {
                work.run();
            }
        });
    }

    /** Does something once. */
    public Thread once(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    public boolean isWorking() {
        return !stopped && failure.get() == null;
    }

    /** Waits until something is true; fails when that takes too long. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** Stops the repeated work, waits for all threads and throws what one of them threw. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            await(thread.getName() + " ends", () -> !thread.isAlive());
        }
        if (failure.get() != null) {
            throw new AssertionError("a thread failed: " + failure.get(), failure.get());
        }
    }
}
