package io.tidemark.bench.foundation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Threads that do the same side by side, each operation timed. */
final class Crew implements AutoCloseable {
    private static final int LATENCY_DIGITS = 3;

    private final int threads;
    private final ExecutorService workers;

    /** Of the last run. */
    private Histogram latencies = new Histogram(LATENCY_DIGITS);

    Crew(int threads) {
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads);
    }

    /** One operation of a member. */
    @FunctionalInterface
    interface Operation {
        /** Does it; members are counted from 0. */
        void run(int member) throws IOException;
    }

    /** Does as many operations, which the members share evenly. */
    void run(int operations, Operation operation) throws IOException {
        List<Future<Histogram>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int member = i;
            all.add(workers.submit(() -> work(operation, member, operations / threads)));
        }
        Histogram together = new Histogram(LATENCY_DIGITS);
        for (Future<Histogram> one : all) {
            together.add(await(one));
        }
        latencies = together;
    }

    /** What 99 in 100 operations of the last run took at most. */
    double p99Nanos() {
        return latencies.getValueAtPercentile(99);
    }

    private static Histogram work(Operation operation, int member, int count) throws IOException {
        Histogram own = new Histogram(LATENCY_DIGITS);
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            operation.run(member);
            own.recordValue(System.nanoTime() - start);
        }
        return own;
    }

    private static <T> T await(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
