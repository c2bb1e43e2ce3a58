package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.TestPlace;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A full disk fails the append that needed the space, and nothing else; discarding makes room again. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogDiskFullTest {
    private static final int MOST_BYTES = 3_000;

    private static LogOptions options(Layout layout) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(1 << 20)
                .tailBufferBytes(1 << 20)
                .durability(Durability.onDemand())
                .build();
    }

    private static void fill(HybridLog log) {
        assertThatThrownBy(() -> {
                    while (true) {
                        log.append(Records.of(log.lastSequence() + 1, MOST_BYTES));
                    }
                })
                .isInstanceOf(DiskFullException.class);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostAndItGoesOnAfterADiscard(Layout layout) throws IOException {
        try (TestPlace place = layout == Layout.DIRECTORY ? TestPlace.smallExt4(8) : TestPlace.smallTmpfs(5)) {
            run(place, layout);
        }
    }

    /** What fills the rest of the disk varies, so that it gets full at a roll as well as in the middle of a segment. */
    private static void run(TestPlace place, Layout layout) throws IOException {
        for (int kilobytes = 0; kilobytes < 800; kilobytes += 390) {
            Path ballast = place.directory().resolve("ballast");
            Files.write(ballast, new byte[kilobytes << 10]);
            Path path = place.directory().resolve("log");
            try (HybridLog log = HybridLog.open(path, options(layout))) {
                fill(log);
                fill(log);
                long last = log.lastSequence();
                Records.verify(log, MOST_BYTES);
                assertThat(log.force().durableSequence()).isEqualTo(last);
                for (int round = 0; round < 2; round++) {
                    log.discardBefore(log.lastSequence() - 500);
                    assertThat(log.firstSequence()).isPositive();
                    Records.append(log, 400, MOST_BYTES, Durability.onDemand());
                    log.force();
                    Records.verify(log, MOST_BYTES);
                    fill(log);
                }
                assertThat(log.lastSequence()).isGreaterThanOrEqualTo(last + 800);
            }
            long last;
            try (HybridLog log = HybridLog.open(path, options(layout))) {
                Records.verify(log, MOST_BYTES);
                last = log.lastSequence();
                log.discardBefore(last - 500);
                Records.append(log, 300, MOST_BYTES, Durability.each());
            }
            try (HybridLog log = HybridLog.open(path, options(layout))) {
                assertThat(log.lastSequence()).isEqualTo(last + 300);
                Records.verify(log, MOST_BYTES);
            }
            LogImage.delete(path);
            Files.delete(ballast);
        }
    }

    /** Each opening and each close leaves a mark; none may take the space of the footer, without which nothing follows. */
    @ParameterizedTest
    @EnumSource
    void openingsOnAFullDiskLeaveAWayOn(Layout layout) throws IOException {
        for (int openings = 1; openings <= 12; openings++) {
            try (TestPlace place = TestPlace.smallExt4(8)) {
                Path path = place.directory().resolve("log");
                try (HybridLog log = HybridLog.open(path, options(layout))) {
                    fill(log);
                    log.force();
                }
                for (int i = 0; i < openings; i++) {
                    HybridLog.open(path, options(layout)).close();
                }
                try (HybridLog log = HybridLog.open(path, options(layout))) {
                    log.discardBefore(log.lastSequence() - 500);
                    assertThat(log.firstSequence()).isPositive();
                    Records.append(log, 300, MOST_BYTES, Durability.each());
                    log.sealTail();
                    Records.verify(log, MOST_BYTES);
                }
            }
        }
    }

    /** Its last record is the mark of a clean end, behind which only the mark of an opening may stand. */
    @Test
    void aTailThatIsSealedAfterAnOpeningOnAFullDiskIsIntact() throws IOException {
        try (TestPlace place = TestPlace.smallTmpfs(8)) {
            Path path = place.directory().resolve("log");
            HybridLog.open(path, options(Layout.DIRECTORY)).close();
            try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY))) {
                Records.append(log, 20, MOST_BYTES, Durability.each());
            }
            Path ballast = place.directory().resolve("ballast");
            fill(ballast);
            try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY))) {
                assertThatThrownBy(() -> log.append(Records.of(20, MOST_BYTES))).isInstanceOf(DiskFullException.class);
                Files.delete(ballast);
                log.sealTail();
                Records.append(log, 20, MOST_BYTES, Durability.each());
                log.sealTail();
                Records.append(log, 20, MOST_BYTES, Durability.each());
                Records.verify(log, MOST_BYTES);
            }
            assertThat(Verification.run(path, bytes -> {}).problems()).isEmpty();
            LogOptions full = options(Layout.DIRECTORY).toBuilder()
                    .recoveryScan(RecoveryScan.ALL_RECORDS)
                    .build();
            try (HybridLog log = HybridLog.open(path, full)) {
                assertThat(log.lastSequence()).isEqualTo(59);
                Records.verify(log, MOST_BYTES);
            }
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            channel.write(ByteBuffer.allocate(4096));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }
}
