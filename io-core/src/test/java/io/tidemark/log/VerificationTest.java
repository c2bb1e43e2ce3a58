package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.file.OpenMode;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a verification says about damage: how much is intact, and what it affects. */
@Tag("no-disk")
class VerificationTest extends LogInMemory {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;
    private static final int RECORDS = 5_000;

    private static final byte[] GARBAGE = "neither a header nor zeros".getBytes(StandardCharsets.US_ASCII);

    /** A log whose first segments are discarded. */
    private LogImage write(Layout layout, int discarded) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
            log.force();
            log.discardBefore(log.segments().get(discarded).firstSequence());
        }
        LogImage image = LogImage.of(path);
        assertThat(image.segments()).hasSizeGreaterThan(4);
        return image;
    }

    private Path copy() {
        return place.directory().resolve("copy");
    }

    private Verification verify() throws IOException {
        return Verification.run(copy(), bytes -> {});
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBehindDamageInItsSegmentIsNotVerified(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        Verification intact = verify();
        LogImage.Found damaged = image.segments().get(1);
        image.flip(damaged.place(), MIB / 2);

        Verification found = verify();

        assertThat(intact.isIntact()).isTrue();
        assertThat(found.problems()).hasSize(1);
        Verification.Problem problem = found.problems().get(0);
        assertThat(intact.bytes() - found.bytes())
                .isEqualTo(damaged.place().offset() + MIB - problem.offset())
                .isBetween(MIB / 2L, MIB / 2L + MOST_BYTES + 40);
        assertThat(intact.dataBytes()).isEqualTo(dataBytes()).isLessThanOrEqualTo(intact.bytes());
        assertThat(found.dataBytes()).isLessThan(intact.dataBytes());
        assertThat(intact.records() - found.records())
                .isEqualTo(image.segments().get(2).header().baseSequence() - problem.sequence());
    }

    /** Of the original, as the log tells them. */
    private long dataBytes() throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.readOnly().build())) {
            return log.segments().stream().mapToLong(SegmentInfo::lengthBytes).sum();
        }
    }

    /** Others would have to be told from those of the segment. */
    @ParameterizedTest
    @EnumSource
    void offsetsInADescriptionAreThoseOfTheFile(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        LogImage.Found damaged = image.segments().get(1);
        long end = damaged.place().offset()
                + image.segments().get(2).header().previous().endOffset();
        image.flip(damaged.place(), MIB / 2);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.description())
                        .endsWith(" in segment 1, and the segment is known to reach to offset " + end));
    }

    @ParameterizedTest
    @EnumSource
    void aFooterIsNoRecord(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        LogImage.Found damaged = image.segments().get(1);
        long footer = image.segments().get(2).header().previous().offset();
        image.flip(damaged.place(), footer + 8);

        assertThat(verify().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.offset()).isEqualTo(damaged.place().offset() + footer);
            assertThat(problem.description())
                    .isEqualTo(
                            "the footer of segment 1 is not what was written; there is a record whose checksum doesn't"
                                    + " fit; all records in front of it are intact");
        });
    }

    @ParameterizedTest
    @EnumSource
    void theFirstAndTheLastSequenceAreThoseThatAreLeft(Layout layout) throws IOException {
        long first = write(layout, 2).segments().get(0).header().baseSequence();
        LogImage image = LogImage.copy(path, copy());
        assertThat(verify().firstSequence()).isEqualTo(first).isPositive();
        assertThat(verify().lastSequence()).isEqualTo(RECORDS - 1);

        LogImage.Found damaged = image.segments().get(image.segments().size() - 1);
        image.flip(damaged.place(), SegmentHeader.BYTES + 8);
        assertThat(verify().problems()).hasSize(1);
        assertThat(verify().lastSequence()).isEqualTo(damaged.header().baseSequence() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void anUnreadableHeaderAffectsTheRecordsOfItsSegment(Layout layout) throws IOException {
        for (int discarded : List.of(0, 2)) {
            int segments = write(layout, discarded).segments().size();
            for (int segment = 0; segment < segments; segment++) {
                LogImage image = LogImage.copy(path, copy());
                LogImage.Found damaged = image.segments().get(segment);
                image.write(damaged.place(), 0, GARBAGE);

                assertThat(verify().problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(damaged.place().path().toString());
                    assertThat(problem.offset()).isEqualTo(damaged.place().offset());
                    assertThat(problem.sequence()).isEqualTo(damaged.header().baseSequence());
                });
            }
            LogImage.delete(path);
        }
    }

    /** Of slots it says that they are free. */
    @Test
    void aHeaderOfZerosInAFileWithASegmentsNameAffectsTheRecordsOfThat() throws IOException {
        int sealed = write(Layout.DIRECTORY, 2).segments().size() - 1;
        for (int segment = 0; segment < sealed; segment++) {
            LogImage image = LogImage.copy(path, copy());
            LogImage.Found damaged = image.segments().get(segment);
            image.zero(damaged.place(), 0, SegmentHeader.BYTES);

            assertThat(verify().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.path()).isEqualTo(damaged.place().path().toString());
                assertThat(problem.sequence()).isEqualTo(damaged.header().baseSequence());
            });
        }
    }

    /** Slots may be free, too; the records behind the zeros say that this one isn't. */
    @ParameterizedTest
    @ValueSource(ints = {SegmentHeader.BYTES, 4096, MIB / 2})
    void zerosAtTheStartOfASlotBetweenOthersAffectItsRecords(int zeros) throws IOException {
        int sealed = write(Layout.SINGLE_FILE, 2).segments().size() - 1;
        for (int segment = 1; segment < sealed; segment++) {
            LogImage image = LogImage.copy(path, copy());
            LogImage.Found damaged = image.segments().get(segment);
            image.zero(damaged.place(), 0, zeros);

            assertThat(verify().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.path()).isEqualTo(damaged.place().path().toString());
                assertThat(problem.offset()).isEqualTo(damaged.place().offset());
                assertThat(problem.sequence()).isEqualTo(damaged.header().baseSequence());
            });
        }
    }

    /** It is no caller's, but who reads all must not see less than a verification. */
    @ParameterizedTest
    @EnumSource
    void aDamagedOpeningRecordIsMetByACursorToo(Layout layout) throws IOException {
        write(layout, 0);
        for (int at = 0; at < RecordLayout.HEADER_BYTES; at++) {
            LogImage image = LogImage.copy(path, copy());
            LogImage.Found first = image.segments().get(0);
            image.flip(first.place(), SegmentHeader.BYTES + at);

            Verification.Problem problem = verify().problems().get(0);
            assertThat(problem.offset()).as("byte %d", at).isEqualTo(SegmentHeader.BYTES);
            try (HybridLog log = HybridLog.open(
                            copy(),
                            SmallLogs.options(layout)
                                    .openMode(OpenMode.READ_ONLY)
                                    .build());
                    LogCursor cursor = log.cursor(0);
                    LogCursor behind = log.cursor(1_000)) {
                assertThatThrownBy(cursor::next)
                        .as("byte %d", at)
                        .isInstanceOfSatisfying(
                                DamagedLogException.class,
                                damage -> assertThat(damage.offset()).isEqualTo(problem.offset()));
                assertThat(behind.next()).isTrue();
                Records.verify(log, 0, MOST_BYTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoUnreadableHeadersTheOneBetweenOthersIsToldFirst(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        List<LogImage.Found> segments = image.segments();
        image.write(segments.get(0).place(), 0, GARBAGE);
        image.write(segments.get(3).place(), 0, GARBAGE);

        assertThat(verify().problems()).first().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(segments.get(3).place().path().toString());
            assertThat(problem.offset()).isEqualTo(segments.get(3).place().offset());
            assertThat(problem.sequence()).isEqualTo(segments.get(3).header().baseSequence());
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyHeaderThatCannotBeReadIsToldWithTheRecordsThatItAffects(Layout layout) throws IOException {
        write(layout, 1);
        LogImage image = LogImage.copy(path, copy());
        List<LogImage.Found> segments = image.segments();
        List<LogImage.Found> damaged = List.of(segments.get(2), segments.get(0), segments.get(segments.size() - 2));
        for (LogImage.Found segment : damaged) {
            image.write(segment.place(), 0, GARBAGE);
        }

        assertHeadersAreTold(damaged);
    }

    /** Of each segment, with its first record. */
    private void assertHeadersAreTold(List<LogImage.Found> damaged) throws IOException {
        assertThat(verify().problems())
                .extracting(Verification.Problem::path, Verification.Problem::offset, Verification.Problem::sequence)
                .containsExactlyInAnyOrderElementsOf(damaged.stream()
                        .map(segment -> tuple(
                                segment.place().path().toString(),
                                segment.place().offset(),
                                segment.header().baseSequence()))
                        .toList());
    }

    /** Not with the first one that is left; all but the first segment begin where the one in front ends. */
    @ParameterizedTest
    @EnumSource
    void aFirstBlockThatIsLostIsToldWithTheFirstRecordThatIsMissing(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        List<LogImage.Found> segments = image.segments();
        List<LogImage.Found> damaged = List.of(segments.get(0), segments.get(2), segments.get(4));
        byte[] garbage = new byte[3 * MOST_BYTES];
        Arrays.fill(garbage, (byte) 0x5a);
        image.write(segments.get(0).place(), 0, garbage);
        image.write(segments.get(2).place(), 0, garbage);
        image.zero(segments.get(4).place(), 0, garbage.length);

        assertHeadersAreTold(damaged);
    }

    /** Of what was in front of it nobody knows where it ended. */
    @ParameterizedTest
    @EnumSource
    void aFirstBlockThatIsLostBehindDiscardedSegmentsIsToldWithNoLaterRecord(Layout layout) throws IOException {
        write(layout, 2);
        LogImage image = LogImage.copy(path, copy());
        LogImage.Found first = image.segments().get(0);
        byte[] garbage = new byte[3 * MOST_BYTES];
        Arrays.fill(garbage, (byte) 0x5a);
        image.write(first.place(), 0, garbage);

        long base = first.header().baseSequence();
        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sequence()).isBetween(base - 4 * MOST_BYTES / 32, base));
    }

    /** Both are told of the same offset. */
    @ParameterizedTest
    @EnumSource
    void aWrongBitDoesNotHideThatTheSegmentInFrontIsMissing(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        LogImage.Found missing = image.segments().get(1);
        LogImage.Found behind = image.segments().get(2);
        image.zero(missing.place(), 0, MIB);
        if (layout == Layout.DIRECTORY) {
            Files.delete(missing.place().path());
        }
        image.flip(behind.place(), 16, 1);

        assertThat(verify().problems())
                .extracting(
                        Verification.Problem::kind,
                        Verification.Problem::path,
                        Verification.Problem::offset,
                        Verification.Problem::sequence)
                .containsExactly(
                        tuple(
                                Verification.Kind.DAMAGE,
                                behind.place().path().toString(),
                                behind.place().offset(),
                                missing.header().baseSequence()),
                        tuple(
                                Verification.Kind.WRONG_BIT,
                                behind.place().path().toString(),
                                behind.place().offset(),
                                behind.header().baseSequence()));
    }

    @Test
    void everyHeaderOfZerosInAFileWithASegmentsNameIsTold() throws IOException {
        write(Layout.DIRECTORY, 0);
        LogImage image = LogImage.copy(path, copy());
        List<LogImage.Found> damaged = image.segments().subList(1, 3);
        for (LogImage.Found segment : damaged) {
            image.zero(segment.place(), 0, SegmentHeader.BYTES);
        }

        assertThat(verify().problems())
                .extracting(Verification.Problem::sequence)
                .containsExactlyElementsOf(damaged.stream()
                        .map(segment -> segment.header().baseSequence())
                        .toList());
    }

    /** Between others, and at the end, where only records of their own prove that they were there. */
    @ParameterizedTest
    @EnumSource
    void everyHeaderOfZerosInFrontOfRecordsIsTold(Layout layout) throws IOException {
        long first;
        long last;
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            while (log.segments().size() < 8) {
                Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                log.force();
            }
            log.discardBefore(log.segments().get(2).firstSequence());
            first = log.firstSequence();
            last = log.lastSequence();
        }
        List<LogImage.Found> segments = LogImage.of(path).segments();
        int count = segments.size();
        for (List<Integer> zeroed : List.of(List.of(1, 2), List.of(1, 3, count - 1), List.of(count - 2, count - 1))) {
            LogImage image = LogImage.copy(path, copy());
            for (int segment : zeroed) {
                image.zero(inCopy(segments.get(segment)), 0, SegmentHeader.BYTES);
            }

            assertThat(verify().problems())
                    .as("%s of %d", zeroed, count)
                    .extracting(
                            Verification.Problem::path, Verification.Problem::offset, Verification.Problem::sequence)
                    .containsExactlyInAnyOrderElementsOf(zeroed.stream()
                            .map(segments::get)
                            .map(found -> tuple(
                                    inCopy(found).path().toString(),
                                    inCopy(found).offset(),
                                    found.header().baseSequence()))
                            .toList());
            assertThat(salvage(layout)).isEqualTo(RescuedLog.of(last + 1 - first, first));
        }
    }

    private SegmentPlace inCopy(LogImage.Found found) {
        SegmentPlace original = found.place();
        Path moved = original.path().equals(path)
                ? copy()
                : copy().resolve(original.path().getFileName());
        return new SegmentPlace(moved, original.offset(), original.number(), original.reading());
    }

    private Salvage salvage(Layout layout) throws IOException {
        Path rescued = place.directory().resolve("rescued");
        LogImage.delete(rescued);
        return Salvage.run(copy(), rescued, SmallLogs.options(layout).build(), bytes -> {});
    }

    /** What nobody forced is begun segment after segment; a power cut may leave some of these headers in part. */
    @Test
    void halfWrittenHeadersBehindTheEndAreNoDamageBesideOther() throws IOException {
        Path killed = place.directory().resolve("killed");
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build())) {
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            log.force();
            Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
            LogImage.copy(path, killed);
        }
        LogImage image = LogImage.copy(killed, copy());
        List<LogImage.Found> segments = image.segments();
        assertThat(segments).hasSizeGreaterThan(4);
        image.zero(segments.get(1).place(), MIB * 3 / 4, 20_000);
        image.zero(segments.get(2).place(), 0, 16);
        image.zero(segments.get(3).place(), 32, 16);
        image.zero(segments.get(0).place(), MIB / 2, 20_000);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo(copy().toString()));
    }

    /** What was dropped as never acknowledged lies in a free slot, as long as that isn't used again. */
    @Test
    void whatRecoveryHadDroppedIsNoDamageBesideOther() throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE).build();
        Path killed = place.directory().resolve("killed");
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            log.force();
            Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
            LogImage.copy(path, killed);
        }
        LogImage image = LogImage.of(killed);
        List<LogImage.Found> segments = image.segments();
        assertThat(segments).hasSizeGreaterThan(4);
        image.zero(segments.get(2).place(), MIB / 2, 20_000);
        try (HybridLog log = HybridLog.open(killed, options)) {
            assertThat(log.segments()).as("what is behind the hole is dropped").hasSize(3);
            Records.append(log, 1, MOST_BYTES, Durability.each());
        }
        image = LogImage.copy(killed, copy());
        image.zero(image.segments().get(1).place(), 0, SegmentHeader.BYTES);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.offset())
                        .isEqualTo(segments.get(1).place().offset()));
    }

    @ParameterizedTest
    @EnumSource
    void theHalfWrittenHeaderOfANextSegmentIsNoDamageBesideOther(Layout layout) throws IOException {
        write(layout, 0);
        LogImage image = LogImage.copy(path, copy());
        List<LogImage.Found> segments = image.segments();
        LogImage.Found last = segments.get(segments.size() - 1);
        byte[] magic = image.read(last.place(), 0, 8);
        image.zero(last.place(), 0, MIB);
        image.write(last.place(), 0, magic);
        image.write(segments.get(1).place(), 0, GARBAGE);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sequence())
                        .isEqualTo(segments.get(1).header().baseSequence()));
    }

    /** As a writer leaves it that is killed before it has forced anything: two segments, of which some has landed. */
    private LogImage.Found killedBeforeAnyForce(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSize(2);
            return LogImage.copy(path, copy()).segments().get(0);
        }
    }

    private void scan(LogImage.Found segment, ScanListener listener) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), segment.place())) {
            SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, listener);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsBehindTheEndAreLeftOutAndCounted(Layout layout) throws IOException {
        LogImage.Found first = killedBeforeAnyForce(layout);
        LogImage image = LogImage.of(copy());
        assertThat(verify().leftOut()).isEmpty();
        long end = first.place().offset() + offsetOf(first, 100);
        image.flip(first.place(), offsetOf(first, 100) + 8);

        Verification found = verify();

        assertThat(found.isIntact()).isTrue();
        assertThat(found.records()).isEqualTo(100);
        assertThat(found.segments()).isEqualTo(1);
        assertThat(found.leftOut())
                .contains(new Verification.LeftOut(first.place().path().toString(), end, 699, 1));
        image.flip(first.place(), 16, 1);
        assertThat(verify().problems())
                .extracting(Verification.Problem::kind)
                .containsExactly(Verification.Kind.WRONG_BIT);
        assertThat(verify().leftOut()).as("beside a wrong bit").isEqualTo(found.leftOut());
        image.flip(first.place(), 16, 1);
        try (HybridLog log = HybridLog.open(copy(), SmallLogs.options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(99);
        }
        assertThat(verify().leftOut()).as("dropped").isEmpty();
    }

    private long offsetOf(LogImage.Found segment, long sequence) throws IOException {
        AtomicLong offset = new AtomicLong();
        scan(segment, new ScanListener() {
            @Override
            public void onRecord(RecordCursor record) {
                if (record.kind() == RecordKind.DATA && record.sequence() == sequence) {
                    offset.set(record.offset());
                }
            }
        });
        return offset.get();
    }

    /** Its writer is at work. */
    @Test
    void whatFollowsTheEndThatWasFoundIsNotLeftOut() throws IOException {
        LogImage.Found first = killedBeforeAnyForce(Layout.DIRECTORY);
        LogImage image = LogImage.of(copy());
        Files.delete(image.segments().get(1).place().path());
        long offset = offsetOf(first, 100);
        image.flip(first.place(), offset + 8);
        long length = Math.min(Files.size(first.place().path()), first.header().segmentBytes());
        AtomicBoolean appended = new AtomicBoolean();

        Verification found = Verification.run(copy(), bytes -> {
            if (bytes == length && appended.compareAndSet(false, true)) { // All of it was read.
                flipUnchecked(image, first.place(), offset + 8);
            }
        });

        assertThat(appended).isTrue();
        assertThat(found.records()).isEqualTo(100);
        assertThat(found.leftOut()).isEmpty();
        assertThat(verify().records()).isGreaterThan(100);
    }

    private static void flipUnchecked(LogImage image, SegmentPlace place, long offset) {
        try {
            image.flip(place, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
