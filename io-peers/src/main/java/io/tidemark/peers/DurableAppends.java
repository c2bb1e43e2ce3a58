package io.tidemark.peers;

import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.peers.journal.Appender;
import io.tidemark.peers.journal.Journal;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that append, each waiting until its record is durable before it appends the next one. */
final class DurableAppends implements Entrant {
    private final Peer peer;
    private final Plan plan;
    private final Journal journal;
    private final List<Worker> workers = new ArrayList<>();
    private long appended;

    DurableAppends(Peer peer, Plan plan) throws IOException {
        this.peer = peer;
        this.plan = plan;
        journal = peer.open(plan);
        for (int i = 0; i < plan.appenders(); i++) {
            workers.add(new Worker());
        }
        journal.rest();
    }

    @Override
    public String name() {
        return peer.label();
    }

    @Override
    public Role role() {
        return peer.role();
    }

    @Override
    public String guarantee() {
        return peer.durability();
    }

    @Override
    public int maxOperations() {
        return (int) (plan.records() / 2);
    }

    /** Makes room if there is none, and has every thread awake. */
    @Override
    public void before(int operations) throws IOException {
        journal.awake();
        int count = operations + 2 * workers.size();
        if (appended + count > plan.records()) {
            journal.discard();
            appended = 0;
        }
        appended += count;
        all(1, false);
    }

    @Override
    public void run(int operations) throws IOException {
        all(Math.max(1, operations / workers.size()), true);
        journal.rest();
    }

    private void all(int appends, boolean isRecorded) throws IOException {
        List<Future<?>> running = new ArrayList<>(workers.size());
        for (Worker worker : workers) {
            running.add(worker.submit(appends, isRecorded));
        }
        for (Future<?> each : running) {
            await(each);
        }
    }

    private static void await(Future<?> work) throws IOException {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void begin() {
        workers.forEach(worker -> worker.latencies.reset());
    }

    @Override
    public List<Latency> latencies() {
        Latencies together = new Latencies();
        workers.forEach(worker -> together.add(worker.latencies));
        return together.percentiles();
    }

    @Override
    public void close() throws IOException {
        journal.awake();
        for (Worker worker : workers) {
            worker.close();
        }
        journal.close();
    }

    /** A thread and its way to append. */
    private final class Worker {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Latencies latencies = new Latencies();
        private Appender appender;

        Future<?> submit(int appends, boolean isRecorded) {
            return thread.submit(() -> {
                append(appends, isRecorded);
                return null;
            });
        }

        private void append(int appends, boolean isRecorded) throws IOException {
            if (appender == null) {
                appender = journal.appender();
            }
            for (int i = 0; i < appends; i++) {
                long start = System.nanoTime();
                appender.appendDurably();
                if (isRecorded) {
                    latencies.record(System.nanoTime() - start);
                }
            }
        }

        void close() throws IOException {
            await(thread.submit(() -> {
                if (appender != null) {
                    appender.close();
                }
                return null;
            }));
            thread.shutdown();
        }
    }
}
