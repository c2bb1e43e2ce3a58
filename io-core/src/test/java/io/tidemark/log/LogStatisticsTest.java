package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a log counts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogStatisticsTest extends LogAtHand {
    private static final int RECORD_BYTES = 1_000;
    private static final int STORED_BYTES = 1_032;

    private HybridLog open(Layout layout) throws IOException {
        return HybridLog.open(
                Environments.of(seam), path, SmallLogs.options(layout).build());
    }

    private static void append(HybridLog log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            log.append(Records.ofLength(i, RECORD_BYTES), Durability.onDemand());
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsAndBytesAreCountedFromTheOpeningOn(Layout layout) throws IOException {
        for (int life = 0; life < 2; life++) {
            HybridLog log = open(layout);
            assertThat(log.statistics().appendedRecords()).isZero();
            append(log, 10);
            LogStatistics counts = log.statistics();
            assertThat(counts.appendedRecords()).isEqualTo(10);
            assertThat(counts.appendedBytes()).isEqualTo(10 * STORED_BYTES);
            log.close();
            assertThat(log.statistics().appendedRecords()).as("after the close").isEqualTo(10);
        }
        try (HybridLog reader = HybridLog.open(path, SmallLogs.readOnly().build())) {
            assertThat(reader.statistics()).isEqualTo(new LogStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreUnforcedUntilAForceReturns(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            append(log, 10);
            assertThat(log.statistics().unforcedBytes()).isEqualTo(10 * STORED_BYTES);
            log.force();
            assertThat(log.statistics().unforcedBytes()).isZero();
            append(log, 1);
            assertThat(log.statistics().unforcedBytes()).isEqualTo(STORED_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void segmentsAreCountedWhoeverDiscardsThem(Layout layout) throws IOException {
        LogOptions options =
                SmallLogs.options(layout).retention(Retention.records(10)).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            for (int i = 0; i < 4; i++) {
                append(log, 10);
                log.sealTail();
            }
            assertThat(log.statistics().discardedSegments()).isEqualTo(3);
            log.discardBefore(40);
            assertThat(log.statistics().discardedSegments()).isEqualTo(4);
            log.discardBefore(40);
            assertThat(log.statistics().discardedSegments()).isEqualTo(4);
            assertThat(log.statistics().rolls()).isEqualTo(4);
        }
    }

    @Test
    void waitsForBackPressureAreCountedAndTimed() throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .maxUnforcedBytes(2 * STORED_BYTES)
                .build();
        try (HybridLog log = HybridLog.open(path, options)) {
            append(log, 3);
            assertThat(log.statistics().backPressureWaits())
                    .as("none found too much")
                    .isZero();
            assertThat(log.statistics().backPressureNanos()).isZero();
            long began = System.nanoTime();
            append(log, 1);
            long took = System.nanoTime() - began;
            LogStatistics counts = log.statistics();
            assertThat(counts.backPressureWaits()).isEqualTo(1);
            assertThat(counts.backPressureNanos()).isPositive().isLessThanOrEqualTo(took);
            assertThat(counts.unforcedBytes()).isEqualTo(STORED_BYTES);
            append(log, 3);
            assertThat(log.statistics().backPressureWaits()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksDoesNotWaitForARollThatWaitsForTheDisk(Layout layout) throws IOException {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        try (HybridLog log = open(layout);
                Crew crew = new Crew()) {
            seam.bend(
                    call -> FaultSeam.isInBackground()
                            && (call.name().equals("fallocate") || call.name().startsWith("pwrite")),
                    1,
                    1,
                    (call, real) -> {
                        mayGoOn.await();
                        return real.make(call.copy());
                    });
            try {
                Thread appender = crew.once("appender", () -> {
                    do {
                        append(log, 1_000); // It prepares one segment by itself if the background hasn't begun.
                    } while (mayGoOn.getCount() > 0);
                });
                Crew.await(
                        "it waits for the next segment",
                        () -> seam.fired() == 1 && appender.getState() == Thread.State.WAITING);
                LogStatistics counts = log.statistics();
                assertThat(counts.appendedRecords()).isPositive();
                assertThat(counts.unforcedBytes()).isEqualTo(counts.appendedRecords() * STORED_BYTES);
            } finally {
                mayGoOn.countDown();
            }
        }
    }
}
