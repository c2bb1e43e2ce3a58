package io.tidemark.background;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits that an interrupt doesn't end; who asks for it finds it afterwards. */
public final class Uninterruptibly {
    /** Waits for something. */
    @FunctionalInterface
    public interface Wait<T> {
        T run() throws InterruptedException, ExecutionException;
    }

    private Uninterruptibly() {}

    /** The result of a wait, however often it is interrupted. */
    public static <T> T get(Wait<T> wait) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.run();
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

    /** Waits for the end of work, however it ends. */
    public static void await(Future<?> work) {
        try {
            get(work::get);
        } catch (ExecutionException e) {
            // Whoever asks for the result is told.
        }
    }

    /** The same for one that can't fail. */
    public static void run(Wait<?> wait) {
        try {
            get(wait);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
