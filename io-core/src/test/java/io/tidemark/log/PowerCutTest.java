package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Sampling;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power may be cut in front of any call of a whole log, and takes any part of what was not forced: each write, or
 * sectors of it, lengths and names. What was acknowledged is there afterwards, and behind it nothing but the records that
 * followed, without a gap. What a recovery has shown counts as acknowledged.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class PowerCutTest extends EndedAtAnyMoment {
    private static final int SEGMENTS = 9;

    private final Random cuts = new Random(~seed);

    @ParameterizedTest
    @MethodSource("everywhere")
    void aCutTakesNothingThatWasAcknowledged(Layout layout, RangeMode mode) throws Exception {
        PoweredDisk disk = new PoweredDisk(path);
        BooleanSupplier isCut = Sampling.oneIn(10, cuts);
        disk.watch(() -> {
            if (isCut.getAsBoolean()) {
                assertHolds(disk, layout, discarded, discarding, acknowledged);
            }
        });
        try (HybridLog log = HybridLog.open(Environments.of(disk.posix()), path, options(layout, mode))) {
            live(log, SEGMENTS);
        }
        assertThat(disk.calls()).as("moments").isGreaterThan(60);
        assertThat(images).as("cuts").isPositive();
        System.out.println(layout + " " + mode + ": " + images + " cuts");
    }

    /** Without the header behind it, nothing would tell which sequence is the next. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void whenAllRecordsAreDiscardedTheNextSequenceIsKnown(Layout layout, RangeMode mode) throws Exception {
        PoweredDisk disk = new PoweredDisk(path);
        try (HybridLog log = HybridLog.open(Environments.of(disk.posix()), path, options(layout, mode))) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            disk.watch(() -> assertHolds(disk, 0, layout, 0, 10, 9));
            log.sealTail();
            int before = disk.calls();
            log.discardBefore(10);
            assertThat(disk.calls()).as("calls of the discard").isGreaterThan(before);
            assertThat(log.firstSequence()).isEqualTo(10);
            assertHolds(disk, 0, layout, 10, 10, 9);
        }
        assertThat(disk.calls()).isPositive();
    }

    /** What the records that are not forced follow. */
    private enum Ending {
        BEHIND_FORCED,
        BEHIND_SEALED
    }

    /** The process dies with several segments in memory only, and the machine while the next one serves what is left. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void whatARecoveryHasShownSurvivesTheNextCut(Layout layout, RangeMode mode) throws Exception {
        for (Ending ending : Ending.values()) {
            Path living = place.directory().resolve("living");
            Path killed = place.directory().resolve("killed");
            PoweredDisk disk = new PoweredDisk(living);
            PoweredDisk next;
            LogOptions buffered = options(layout, RangeMode.BUFFERED);
            try (HybridLog log = HybridLog.open(Environments.of(disk.posix()), living, buffered)) {
                Records.append(log, 3, MOST_BYTES, Durability.each());
                acknowledged = 2;
                if (ending == Ending.BEHIND_SEALED) {
                    log.sealTail();
                }
                Records.append(log, 5 + random.nextInt(20), MOST_BYTES, Durability.onDemand());
                next = disk.kill(killed);
            }
            assertThat(disk.calls()).isPositive();
            next.watch(() -> {
                if (random.nextInt(8) == 0) {
                    assertHolds(next, layout, 0, 0, acknowledged);
                }
            });
            try (HybridLog log = HybridLog.open(Environments.of(next.posix()), killed, options(layout, mode))) {
                Records.verify(log, MOST_BYTES);
                acknowledged = log.lastSequence();
                assertThat(acknowledged).isGreaterThan(2);
                for (double kept : new double[] {0, 0.1, 0.9}) {
                    assertHolds(next, kept, layout, 0, 0, acknowledged);
                }
                Records.append(log, 3, MOST_BYTES, Durability.onDemand());
                assertHolds(next, layout, 0, 0, acknowledged);
            }
            assertThat(next.calls()).isPositive();
            LogImage.delete(living);
            LogImage.delete(killed);
        }
    }

    private void assertHolds(PoweredDisk disk, Layout layout, long leastFirst, long mostFirst, long least)
            throws IOException {
        assertHolds(disk, cuts.nextInt(4) / 3.0, layout, leastFirst, mostFirst, least);
    }

    /** Nobody has promised that a log is there before it has shown or acknowledged a record. */
    private void assertHolds(PoweredDisk disk, double kept, Layout layout, long leastFirst, long mostFirst, long least)
            throws IOException {
        Path image = newImage();
        disk.cut(image, kept, cuts);
        if (Files.exists(image) || least >= 0) {
            assertHolds(image, layout, leastFirst, mostFirst, least);
        }
        LogImage.delete(image);
    }
}
