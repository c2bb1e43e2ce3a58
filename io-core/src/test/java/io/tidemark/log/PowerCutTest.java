package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenResources;
import io.tidemark.file.Sampling;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power may be cut in front of any call of a whole log, and takes any part of what was not forced: each write, or
 * sectors of it, lengths and names. What was acknowledged is there afterwards, and behind it nothing but the records that
 * followed, without a gap. What a recovery has shown counts as acknowledged.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class PowerCutTest {
    private static final int MOST_BYTES = 180_000;
    private static final int SEGMENTS = 9;

    private final long seed = Long.getLong("tidemark.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Random cuts = new Random(~seed);

    private TestPlace place;
    private TestPlace memory;
    private Path path;
    private int images;

    /** What the log has promised so far; written in front of the calls that depend on it. */
    private volatile long acknowledged = -1;

    private volatile long discarded;
    private volatile long discarding;

    static Stream<Arguments> everywhere() throws IOException {
        return LogTails.atHand()
                .filter(where -> where.get()[1] == AccessMode.DIRECT || where.get()[1] == AccessMode.BUFFERED);
    }

    private static LogOptions options(Layout layout, AccessMode mode) {
        return SmallLogs.options(layout).tail(ModeChoice.require(mode)).build();
    }

    @BeforeEach
    void choosePlaces() throws IOException {
        System.out.println("seed " + seed);
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        memory = TestPlace.of(TestPlace.Kind.TMPFS);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace images = memory) {
            assertThat(OpenResources.of(images.directory())).isEmpty();
            place.close();
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aCutTakesNothingThatWasAcknowledged(Layout layout, AccessMode mode) throws Exception {
        PoweredDisk disk = new PoweredDisk(path);
        disk.watch(() -> {
            if (random.nextInt(12) == 0 && Sampling.takes(cuts)) {
                assertHolds(disk, layout, discarded, discarding, acknowledged);
            }
        });
        try (HybridLog log = HybridLog.open(Media.of(disk.posix()), path, options(layout, mode))) {
            live(log);
        }
        assertThat(disk.calls()).as("moments").isGreaterThan(50);
        assertThat(images).as("cuts").isPositive();
        System.out.println(layout + " " + mode + ": " + images + " cuts");
    }

    /** Appends a few times what slots hold. */
    private void live(HybridLog log) throws IOException {
        for (long number = 0; number < SEGMENTS; ) {
            Records.append(log, 1 + random.nextInt(5), MOST_BYTES, Durability.onDemand());
            if (random.nextInt(3) > 0) {
                acknowledged = log.force().durableSequence();
            }
            List<SegmentInfo> segments = log.segments();
            number = segments.get(segments.size() - 1).number();
            if (segments.size() > 3) {
                discarding = segments.get(segments.size() - 2).firstSequence();
                log.discardBefore(discarding);
                acknowledged = log.durableSequence();
                discarded = log.firstSequence();
            }
        }
    }

    /** Without the header behind it, nothing would tell which sequence is the next. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void whenAllRecordsAreDiscardedTheNextSequenceIsKnown(Layout layout, AccessMode mode) throws Exception {
        PoweredDisk disk = new PoweredDisk(path);
        try (HybridLog log = HybridLog.open(Media.of(disk.posix()), path, options(layout, mode))) {
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
    void whatARecoveryHasShownSurvivesTheNextCut(Layout layout, AccessMode mode) throws Exception {
        for (Ending ending : Ending.values()) {
            Path living = place.directory().resolve("living");
            Path killed = place.directory().resolve("killed");
            PoweredDisk disk = new PoweredDisk(living);
            PoweredDisk next;
            LogOptions buffered = options(layout, AccessMode.BUFFERED);
            try (HybridLog log = HybridLog.open(Media.of(disk.posix()), living, buffered)) {
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
            try (HybridLog log = HybridLog.open(Media.of(next.posix()), killed, options(layout, mode))) {
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
        Path image = memory.directory().resolve("image" + images++);
        disk.cut(image, kept, cuts);
        if (Files.exists(image) || least >= 0) {
            try (HybridLog log = HybridLog.open(image, SmallLogs.options(layout).build())) {
                assertThat(log.lastSequence()).isGreaterThanOrEqualTo(least);
                assertThat(log.firstSequence()).isBetween(leastFirst, mostFirst);
                Records.verify(log, MOST_BYTES);
                Records.append(log, 1, MOST_BYTES, Durability.each());
                Records.verify(log, log.lastSequence(), MOST_BYTES);
            }
        }
        LogImage.delete(image);
    }
}
