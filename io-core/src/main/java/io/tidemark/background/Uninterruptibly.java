package io.tidemark.background;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits that an interrupt doesn't end; who asks for it finds it afterwards. */
public final class Uninterruptibly {
    /** Waits for something. */
    @FunctionalInterface
    public interface Wait {
        void run() throws InterruptedException, ExecutionException;
    }

    @FunctionalInterface
    private interface Result<T> {
        T get() throws InterruptedException, ExecutionException;
    }

    private Uninterruptibly() {}

    /** The result of work, however often the wait for it is interrupted. */
    public static <T> T get(Future<T> work) throws ExecutionException {
        return repeat(work::get);
    }

    /** Waits for the end of work, however it ends. */
    public static void await(Future<?> work) {
        try {
            get(work);
        } catch (ExecutionException e) {
            // Whoever asks for the result is told.
        }
    }

    /** Waits for something that can't fail. */
    public static void run(Wait wait) {
        try {
            repeat(() -> {
                wait.run();
                return null;
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T repeat(Result<T> wait) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
