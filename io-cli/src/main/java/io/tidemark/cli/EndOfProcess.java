package io.tidemark.cli;

/** Runs something if the process is told to end between {@link #watch} and {@link #close}. */
final class EndOfProcess implements AutoCloseable {
    private final Thread hook;

    EndOfProcess(Runnable task) {
        hook = new Thread(task, "end-of-process");
    }

    void watch() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process ends, and the task is at work.
        }
    }
}
