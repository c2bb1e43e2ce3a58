package io.tidemark.background;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** Something to find out that others may do beside the caller's own work; if nobody has, the caller does it in the end. */
public final class Beside<T> {
    /** What is to be found out. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    private final FutureTask<T> task;
    private final AtomicBoolean isBegun = new AtomicBoolean();
    private volatile boolean hasFailed;

    private Beside(Work<T> work) {
        this.task = new FutureTask<>(() -> run(work));
    }

    private T run(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException | RuntimeException | Error e) {
            hasFailed = true;
            throw e;
        }
    }

    /** Offers work to others. */
    public static <T> Beside<T> begin(Executor others, Work<T> work) {
        Beside<T> begun = new Beside<>(work);
        others.execute(begun::help);
        return begun;
    }

    /** Does it, unless somebody has begun. */
    public void help() {
        if (isBegun.compareAndSet(false, true)) {
            task.run();
        }
    }

    /**
     * It isn't begun any more; if it is under way, this waits for its end.
     *
     * @return whether it was begun, so that there is a result
     */
    public boolean abandon() {
        boolean isNew = isBegun.compareAndSet(false, true);
        if (!isNew) {
            Uninterruptibly.await(task);
        }
        return !isNew;
    }

    /** Whether the work has ended by throwing something. Else what {@link #get} throws is about waiting for it. */
    public boolean hasFailed() {
        return hasFailed;
    }

    /** The result; whatever the work threw is thrown here, and only here. */
    public T get() throws IOException {
        help();
        try {
            return Uninterruptibly.get(task);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
