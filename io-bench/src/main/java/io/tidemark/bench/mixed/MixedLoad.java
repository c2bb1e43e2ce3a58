package io.tidemark.bench.mixed;

import io.tidemark.bench.foundation.Resources;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Durable appends and hot reads at fixed rates, alone and beside threads that scan cold data; this library's log and one
 * of plain channels take turns.
 *
 * @param directory where the logs go
 * @param plan how much load
 */
public record MixedLoad(Path directory, LoadPlan plan) {
    private static final String SUITE = "mixed load";
    private static final double SLOW_PERCENTILE = 99.9;
    private static final List<Double> PERCENTILES =
            List.of(0.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99, 100.0);

    /** What a log does besides appends and hot reads. */
    private enum Beside {
        NOTHING,
        SCANS
    }

    /** All rounds of one log under one load. */
    private static final class Outcome {
        private final LoadedLog log;
        private final Beside beside;
        private final Histogram appends = new Histogram(3);
        private final Histogram reads = new Histogram(3);
        private final List<Double> appendNanos = new ArrayList<>();

        /** What 99.9 in 100 appends of a round took at most: one pause of the machine spoils one round, not all. */
        private final List<Double> slowAppendNanos = new ArrayList<>();

        private final List<Double> readNanos = new ArrayList<>();
        private final List<Double> scanNanos = new ArrayList<>();

        Outcome(LoadedLog log, Beside beside) {
            this.log = log;
            this.beside = beside;
        }

        String name() {
            return log.name() + (beside == Beside.SCANS ? ", cold scans beside" : "");
        }
    }

    /**
     * Measures.
     *
     * @param progress told how many percent are done
     */
    public List<Measurement> run(IntConsumer progress) throws IOException {
        try (Resources open = new Resources()) {
            LoadedLog own = open.add(new TidemarkLog(directory.resolve("tidemark.log"), plan));
            LoadedLog plain = open.add(new ChannelLog(directory.resolve("channel.log"), plan));
            List<Outcome> outcomes = new ArrayList<>();
            for (LoadedLog log : List.of(own, plain)) {
                for (Beside beside : Beside.values()) {
                    outcomes.add(new Outcome(log, beside));
                }
            }
            for (Outcome outcome : outcomes) {
                round(new Outcome(outcome.log, outcome.beside)); // Doesn't count: the compiler would be among the load.
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (int place = 0; place < outcomes.size(); place++) {
                    round(outcomes.get((round + place) % outcomes.size()));
                }
                progress.accept(100 * (round + 1) / plan.rounds());
            }
            return measurements(outcomes, own);
        }
    }

    private void round(Outcome outcome) throws IOException {
        LoadedLog log = outcome.log;
        log.dropCold();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<Histogram> appends =
                    threads.submit(new PacedThread(plan.appendsPerSecond(), plan.roundNanos(), number -> log.append()));
            Future<Histogram> reads = threads.submit(new PacedThread(
                    plan.readsPerSecond(), plan.roundNanos(), number -> log.readHot(number % log.hotRecords())));
            List<Future<Double>> scans = new ArrayList<>();
            for (int i = 0; outcome.beside == Beside.SCANS && i < plan.scanners(); i++) {
                scans.add(threads.submit(scanner(log, isOver)));
            }
            Histogram appended = await(appends);
            Histogram read = await(reads);
            isOver.set(true);
            outcome.appends.add(appended);
            outcome.reads.add(read);
            outcome.appendNanos.add(appended.getMean());
            outcome.slowAppendNanos.add((double) appended.getValueAtPercentile(SLOW_PERCENTILE));
            outcome.readNanos.add(read.getMean());
            double perSecond = 0;
            for (Future<Double> scan : scans) {
                perSecond += await(scan);
            }
            if (perSecond > 0) {
                outcome.scanNanos.add(1e9 / perSecond);
            }
        } finally {
            isOver.set(true);
            threads.shutdownNow();
        }
    }

    /** Scans until the others are done, each pass cold; returns records a second. */
    private static Callable<Double> scanner(LoadedLog log, AtomicBoolean isOver) {
        return () -> {
            long records = 0;
            long start = System.nanoTime();
            while (!isOver.get()) {
                log.dropCold();
                try (LoadedLog.Scan scan = log.scan()) {
                    while (!isOver.get() && scan.next()) {
                        records++;
                    }
                }
            }
            return records * 1e9 / (System.nanoTime() - start);
        };
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("a thread of the mixed load failed", e.getCause());
        }
    }

    private List<Measurement> measurements(List<Outcome> outcomes, LoadedLog own) {
        List<Measurement> all = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            all.add(measurement(
                    String.format(Locale.ROOT, "durable append, %,d a second", plan.appendsPerSecond()),
                    outcome,
                    own,
                    outcome.appendNanos,
                    curve(outcome.appends)));
        }
        for (Outcome outcome : outcomes) {
            all.add(measurement(
                    String.format(
                            Locale.ROOT, "durable append, %,d a second, p99.9 of a round", plan.appendsPerSecond()),
                    outcome,
                    own,
                    outcome.slowAppendNanos,
                    List.of()));
        }
        for (Outcome outcome : outcomes) {
            all.add(measurement(
                    String.format(Locale.ROOT, "hot read, %,d a second", plan.readsPerSecond()),
                    outcome,
                    own,
                    outcome.readNanos,
                    curve(outcome.reads)));
        }
        for (Outcome outcome : outcomes) {
            if (!outcome.scanNanos.isEmpty()) {
                all.add(measurement(
                        "cold scan beside, " + plan.scanners() + " threads, verified",
                        outcome,
                        own,
                        outcome.scanNanos,
                        List.of()));
            }
        }
        return all;
    }

    private static Measurement measurement(
            String workload, Outcome outcome, LoadedLog own, List<Double> nanos, List<Latency> latencies) {
        Role role = outcome.log == own ? Role.TIDEMARK : Role.PEER;
        String guarantee = workload.startsWith("durable") ? "durable on return" : "";
        return new Measurement(
                SUITE, workload, outcome.name(), role, guarantee, LoadPlan.RECORD_BYTES, 1, nanos, -1, -1, latencies);
    }

    private static List<Latency> curve(Histogram histogram) {
        return PERCENTILES.stream()
                .map(percentile -> new Latency(percentile, histogram.getValueAtPercentile(percentile)))
                .toList();
    }
}
