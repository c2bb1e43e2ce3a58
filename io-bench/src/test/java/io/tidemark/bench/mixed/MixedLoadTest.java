package io.tidemark.bench.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedLoadTest {
    @TempDir
    Path directory;

    @Test
    void bothLogsAreMeasuredAloneAndBesideScansAndNothingStays() throws IOException {
        List<Measurement> measurements = new MixedLoad(directory, LoadPlan.tiny()).run(percent -> {});

        assertThat(measurements)
                .filteredOn(one -> one.workload().equals("durable append, 500 a second"))
                .extracting(Measurement::contestant)
                .containsExactly(
                        "Tidemark log",
                        "Tidemark log, cold scans beside",
                        "FileChannel log",
                        "FileChannel log, cold scans beside");
        assertThat(measurements)
                .filteredOn(one -> one.workload().startsWith("cold scan"))
                .hasSize(2);
        assertThat(measurements)
                .filteredOn(one -> !one.latencies().isEmpty())
                .allSatisfy(one -> assertThat(one.latencies())
                        .extracting(Latency::nanos)
                        .isSorted()
                        .allMatch(nanos -> nanos > 0));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void bothLogsScanEveryColdRecord() throws IOException {
        LoadPlan plan = LoadPlan.tiny();
        for (LoadedLog log : List.of(
                new TidemarkLog(directory.resolve("own"), plan), new ChannelLog(directory.resolve("plain"), plan))) {
            try (log) {
                log.dropCold();
                long bytes = 0;
                try (LoadedLog.Scan scan = log.scan()) {
                    while (scan.next()) {
                        bytes += LoadPlan.RECORD_BYTES;
                    }
                }
                // Frames and headers take the rest.
                assertThat(bytes).as(log.name()).isBetween(plan.coldBytes() * 9 / 10, plan.coldBytes() * 2);
            }
        }
    }

    @Test
    void appendsOfThePlainLogGoRoundInSpaceThatIsThere() throws IOException {
        LoadPlan plan = LoadPlan.tiny();
        Path path = directory.resolve("plain");
        try (ChannelLog log = new ChannelLog(path, plan)) {
            long size = Files.size(path);
            for (long appended = 0; appended < 2 * plan.hotBytes(); appended += LoadPlan.RECORD_BYTES) {
                log.append();
            }
            assertThat(Files.size(path)).isEqualTo(size);
            log.readHot(log.hotRecords() - 1);
            try (LoadedLog.Scan scan = log.scan()) {
                int count = 0;
                while (scan.next()) {
                    count++;
                }
                assertThat(count).isPositive();
            }
        }
    }

    /** Otherwise an operation that blocks the others would count once. */
    @Test
    void whatIsDueWhileAnotherOperationRunsCountsFromWhenItWasDue() throws IOException {
        long pause = TimeUnit.MILLISECONDS.toNanos(200);
        Histogram latencies = new PacedThread(1000, TimeUnit.MILLISECONDS.toNanos(100), number -> {
                    if (number == 0) {
                        LockSupport.parkNanos(pause); // The slow operation.
                    }
                })
                .call();
        assertThat(latencies.getTotalCount()).isEqualTo(100);
        // The last one was due 100 ms before the first one was over.
        assertThat(latencies.getValueAtPercentile(10)).isGreaterThan(pause / 4);
    }
}
