package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.FileLockedException;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged log is found out, and what is not damaged is rescued. */
@Tag("no-disk")
class SalvageTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;
    private static final int COUNT = 3_000;

    private final List<Long> progress = new ArrayList<>();
    private TestPlace place;
    private Path path;

    private static LogOptions options() {
        return LogOptions.builder()
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .durability(Durability.onDemand())
                .build();
    }

    @BeforeEach
    void writeLog() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
        try (HybridLog log = HybridLog.open(path, options())) {
            Records.append(log, COUNT, MOST_BYTES, Durability.onDemand());
        }
    }

    @AfterEach
    void closePlace() throws IOException {
        place.close();
    }

    private void damage(long offset, int bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            for (int i = 0; i < bytes; i++) {
                file.write(0x5a);
            }
        }
    }

    private Salvage salvage() throws IOException {
        return Salvage.run(path, place.directory().resolve("rescued"), options(), progress::add);
    }

    private void verifyRescued(Salvage salvage) throws IOException {
        try (HybridLog rescued = HybridLog.open(place.directory().resolve("rescued"), options());
                LogCursor cursor = rescued.cursor(0)) {
            long old = 0;
            int gap = 0;
            for (long sequence = 0; sequence < salvage.records(); sequence++, old++) {
                if (gap < salvage.lost().size() && salvage.lost().get(gap).newSequence() == sequence) {
                    assertThat(salvage.lost().get(gap).fromSequence()).isEqualTo(old);
                    old = salvage.lost().get(gap++).toSequence();
                }
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.payload()).as("record %d", old).isEqualTo(Records.of(old, MOST_BYTES));
            }
            assertThat(cursor.next()).isFalse();
            if (gap < salvage.lost().size()) { // What was lost behind the last record.
                assertThat(salvage.lost().get(gap++)).isEqualTo(new Salvage.Gap(old, COUNT, salvage.records()));
            }
            assertThat(gap).isEqualTo(salvage.lost().size());
        }
    }

    @Test
    void anIntactLogHasNoProblems() throws IOException {
        Verification verification = Verification.run(path, progress::add);
        assertThat(verification.isIntact()).isTrue();
        assertThat(verification.records()).isEqualTo(COUNT);
        assertThat(verification.segments()).isGreaterThan(3);
        assertThat(progress).isSorted().last().isEqualTo(verification.bytes());
        Salvage salvage = salvage();
        assertThat(salvage).isEqualTo(RescuedLog.of(COUNT, 0));
        verifyRescued(salvage);
    }

    @Test
    void everyDamageIsListedAndTheRestIsRescued() throws IOException {
        damage(MIB / 2, 1);
        damage(2 * MIB + MIB / 2, 20_000);

        Verification verification = Verification.run(path, progress::add);
        assertThat(verification.problems()).hasSize(2);
        assertThat(verification.problems().get(0).offset()).isBetween(MIB / 2 - 3_100L, MIB / 2L);
        assertThatThrownBy(() -> HybridLog.open(
                        path,
                        options().toBuilder()
                                .recoveryScan(RecoveryScan.ALL_RECORDS)
                                .build()))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("salvage");

        Salvage salvage = salvage();
        assertThat(salvage.lost()).hasSize(2);
        assertThat(salvage.lost().get(0).toSequence() - salvage.lost().get(0).fromSequence())
                .isEqualTo(1);
        assertThat(salvage.records()).isGreaterThan(COUNT - 100);
        verifyRescued(salvage);
    }

    /** Another log's bytes at the place of a segment; it was opened more often, so its records look younger. */
    private void misplace(int segment, int bytes) throws IOException {
        Path strange = place.directory().resolve("strange");
        for (int opening = 0; opening < 3; opening++) {
            try (HybridLog other = HybridLog.open(strange, options())) {
                Records.append(other, COUNT, MOST_BYTES, Durability.onDemand());
            }
        }
        LogImage stranger = LogImage.of(strange);
        LogImage image = LogImage.of(path);
        image.write(
                image.segments().get(segment).place(),
                0,
                stranger.read(stranger.segments().get(segment).place(), 0, bytes));
    }

    @Test
    void aSegmentUnderAStrangersHeaderIsRescuedByItsRecords() throws IOException {
        misplace(0, SegmentHeader.BYTES);
        assertThatThrownBy(() -> HybridLog.open(path, options()))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("offset 0")
                .hasMessageContaining("another log");
        Salvage salvage = salvage();
        assertThat(salvage).isEqualTo(RescuedLog.of(COUNT, 0));
        verifyRescued(salvage);
    }

    @Test
    void aSegmentOfAnotherLogIsLeftOutAndCostsItsOwnRecordsOnly() throws IOException {
        List<LogImage.Found> segments = LogImage.of(path).segments();
        long first = segments.get(1).header().baseSequence();
        long next = segments.get(2).header().baseSequence();
        misplace(1, MIB);
        assertThat(Verification.run(path, progress::add).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.offset()).isEqualTo(MIB));
        Salvage salvage = salvage();
        assertThat(salvage.lost()).containsExactly(new Salvage.Gap(first, next, first));
        verifyRescued(salvage);
    }

    @Test
    void aSegmentWithoutAReadableHeaderIsRescuedByItsRecords() throws IOException {
        damage(0, 64);
        damage(3 * MIB, 64);

        assertThat(Verification.run(path, progress::add).isIntact()).isFalse();
        assertThatThrownBy(() -> HybridLog.open(path, options())).isInstanceOf(DamagedLogException.class);

        Salvage salvage = salvage();
        assertThat(salvage).isEqualTo(RescuedLog.of(COUNT, 0));
        verifyRescued(salvage);
    }

    @ParameterizedTest
    @EnumSource
    void anyFlippedByteOfAHeaderIsDamageAndCostsNoRecord(Layout layout) throws IOException {
        Path small = place.directory().resolve("small");
        try (HybridLog log = HybridLog.open(small, SmallLogs.options(layout).build())) {
            for (int segment = 0; segment < 3; segment++) {
                Records.append(log, 10, MOST_BYTES, Durability.each());
                log.sealTail();
            }
        }
        LogImage image = LogImage.of(small);
        LogImage.Found flipped = image.segments().get(1);
        Path rescued = place.directory().resolve("rescued");
        for (int at = 0; at < SegmentHeader.BYTES; at++) {
            image.flip(flipped.place(), at);

            assertThat(Verification.run(small, progress::add).problems())
                    .as("byte %d", at)
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.path())
                                .isEqualTo(flipped.place().path().toString());
                        assertThat(problem.offset()).isEqualTo(flipped.place().offset());
                        assertThat(problem.sequence()).isEqualTo(10);
                    });
            assertThat(Salvage.run(small, rescued, options(), progress::add))
                    .as("byte %d", at)
                    .isEqualTo(RescuedLog.of(30, 0));
            LogImage.delete(rescued);
            image.flip(flipped.place(), at);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentWhoseHeaderIsZeroIsRescuedUnlessItWasDiscarded(Layout layout) throws IOException {
        Path small = place.directory().resolve("small");
        try (HybridLog log = HybridLog.open(small, SmallLogs.options(layout).build())) {
            for (int segment = 0; segment < 4; segment++) {
                Records.append(log, 10, MOST_BYTES, Durability.each());
                log.sealTail();
            }
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.discardBefore(10);
        }
        List<LogImage.Found> segments = LogImage.of(small).segments();
        for (int zeroed : new int[] {1, segments.size() - 1}) {
            Path copy = place.directory().resolve("copy");
            Path rescued = place.directory().resolve("rescued");
            LogImage.copy(small, copy);
            LogImage.of(copy).zero(LogImage.of(copy).segments().get(zeroed).place(), 0, SegmentHeader.BYTES);

            assertThat(Verification.run(copy, progress::add).problems()).hasSize(1);
            assertThat(Salvage.run(copy, rescued, options(), progress::add))
                    .as("segment %d", zeroed)
                    .isEqualTo(RescuedLog.of(40, 10));
            LogImage.delete(rescued);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLostRecordIsToldAtEitherEnd(Layout layout) throws IOException {
        Path small = place.directory().resolve("small");
        Path rescued = place.directory().resolve("rescued");
        try (HybridLog log = HybridLog.open(small, SmallLogs.options(layout).build())) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        LogImage image = LogImage.of(small);
        LogImage.Found segment = image.segments().get(0);
        byte[] bytes = image.read(segment.place(), 0, MIB);
        for (int lost : new int[] {0, 9}) {
            long payload = new String(bytes, StandardCharsets.ISO_8859_1)
                    .indexOf(Records.of(lost, MOST_BYTES).toString(StandardCharsets.ISO_8859_1));
            image.flip(segment.place(), payload);

            assertThat(Salvage.run(small, rescued, options(), progress::add).lost())
                    .containsExactly(new Salvage.Gap(lost, lost + 1, lost));
            LogImage.delete(rescued);
            image.flip(segment.place(), payload);
        }
    }

    /** The slot of a segment that was never acknowledged is free, but its records are there until it is used again. */
    @Test
    void whatRecoveryDroppedIsNotRescued() throws IOException {
        Path torn = place.directory().resolve("torn");
        Path crashed = place.directory().resolve("crashed");
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .durability(Durability.onDemand())
                .build();
        try (HybridLog log = HybridLog.open(torn, options)) {
            while (log.segments().size() < 2) {
                Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            }
            Records.append(log, 100, MOST_BYTES, Durability.onDemand());
            LogImage.copy(torn, crashed);
        }
        LogImage image = LogImage.of(crashed);
        image.zero(image.segments().get(0).place(), 300_000, 100_000);
        long last;
        try (HybridLog log = HybridLog.open(crashed, options)) {
            assertThat(log.segments()).as("the second one was dropped").hasSize(1);
            Records.append(log, 3, MOST_BYTES, Durability.each());
            last = log.lastSequence();
        }

        assertThat(Verification.run(crashed, progress::add).records()).isEqualTo(last + 1);
        assertThat(Salvage.run(crashed, place.directory().resolve("rescued"), options(), progress::add))
                .isEqualTo(RescuedLog.of(last + 1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aLogThatSomebodyWritesIsLeftToHim(Layout layout) throws IOException {
        Path written = place.directory().resolve("written");
        LogOptions options = options().toBuilder().layout(layout).build();
        Path rescued = place.directory().resolve("rescued");
        try (HybridLog log = HybridLog.open(written, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            assertThatThrownBy(() -> Salvage.run(written, rescued, options, progress::add))
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining(written + ": another writer has the log open");
            assertThat(rescued).doesNotExist();
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        assertThat(Salvage.run(written, rescued, options, progress::add)).isEqualTo(RescuedLog.of(20, 0));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyWritesALogThatIsBeingRescued(Layout layout) throws IOException {
        Path damaged = place.directory().resolve("damaged");
        LogOptions options = options().toBuilder().layout(layout).build();
        try (HybridLog log = HybridLog.open(damaged, options)) {
            Records.append(log, COUNT, MOST_BYTES, Durability.onDemand());
        }
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Salvage.run(damaged, place.directory().resolve("rescued"), options, bytes -> {
            if (refused.get() == null) {
                refused.set(
                        catchThrowable(() -> HybridLog.open(damaged, options).close()));
            }
        });
        assertThat(refused.get()).isInstanceOf(FileLockedException.class).hasMessageContaining("or a salvage reads it");
        try (HybridLog log = HybridLog.open(damaged, options)) {
            assertThat(log.lastSequence()).isEqualTo(COUNT - 1);
        }
    }

    @Test
    void aCopyOfADirectoryNeedsNoLockFile() throws IOException {
        Path copy = place.directory().resolve("copy");
        LogOptions options = options().toBuilder().layout(Layout.DIRECTORY).build();
        try (HybridLog log = HybridLog.open(copy, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        }
        Files.delete(copy.resolve("lock"));
        assertThat(Salvage.run(copy, place.directory().resolve("rescued"), options, progress::add))
                .isEqualTo(RescuedLog.of(10, 0));
        assertThat(copy.resolve("lock")).doesNotExist();
    }

    @Test
    void whatIsNoLogIsNotRescued() throws IOException {
        Path other = place.directory().resolve("other");
        Files.writeString(other, "something else");
        assertThatThrownBy(() -> Verification.run(other, progress::add)).isInstanceOf(NotALogException.class);
        assertThatThrownBy(() -> Salvage.run(other, place.directory().resolve("rescued"), options(), progress::add))
                .isInstanceOf(NotALogException.class);
    }
}
