package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was never acknowledged is neither rescued nor told as lost, whatever of it landed when the writer was killed. */
@Tag("no-disk")
class UnacknowledgedSalvageTest extends LogInMemory {
    private static final int MOST_BYTES = 3_000;
    private static final int RECORD_BYTES = 1_000;
    private static final long SECOND_LIFE = 1_000_000;

    /** A recovery leaves what lies behind it in a slot. */
    private static final long BORDER_BYTES = 1 << 16;

    /** So many segments are durable, and so many more were appended and never forced when the writer is killed. */
    private LogImage kill(Layout layout, int durable, int unforced) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, SmallLogs.options(layout).build())) {
            while (log.segments().size() <= durable) {
                Records.append(log, 10, MOST_BYTES, Durability.onDemand());
                if (durable > 0) {
                    log.force();
                }
            }
            while (log.segments().size() < durable + unforced) {
                Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            }
            Records.append(log, 100, MOST_BYTES, Durability.onDemand());
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        return LogImage.copy(path, copy());
    }

    private Path copy() {
        return place.directory().resolve("copy");
    }

    private Salvage salvage(Layout layout) throws IOException {
        Path rescued = place.directory().resolve("rescued");
        LogImage.delete(rescued);
        Salvage salvage = Salvage.run(copy(), rescued, SmallLogs.options(layout).build(), bytes -> {});
        try (HybridLog log = HybridLog.open(rescued, SmallLogs.options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(salvage.records() - 1);
        }
        return salvage;
    }

    /** Reads the log as opening it shows it. */
    private void assertRescuedAsOpened(Layout layout, String what) throws IOException {
        LogOptions readOnly =
                SmallLogs.options(layout).openMode(OpenMode.READ_ONLY).build();
        long first;
        long last;
        try (HybridLog log = HybridLog.open(copy(), readOnly)) {
            first = log.firstSequence();
            last = log.lastSequence();
        }
        assertThat(salvage(layout)).as(what).isEqualTo(RescuedLog.of(last + 1 - first, first));
        Verification verification = Verification.run(copy(), bytes -> {});
        assertThat(verification.isIntact()).as(what).isTrue();
        assertThat(verification.records()).as(what).isEqualTo(last + 1 - first);
    }

    @ParameterizedTest
    @EnumSource
    void salvageYieldsWhatOpeningDoesWhereverThereIsAHole(Layout layout) throws IOException {
        for (int durable = 0; durable < 3; durable += 2) {
            List<LogImage.Found> segments = kill(layout, durable, 4).segments();
            assertThat(segments).hasSize(durable + 4);
            assertRescuedAsOpened(layout, "no hole");
            for (int holed = durable + 1; holed < segments.size(); holed++) {
                for (int offset : new int[] {SegmentHeader.BYTES, 50_000}) {
                    LogImage image = LogImage.copy(path, copy());
                    image.zero(segments.get(holed).place(), offset, 20_000);
                    assertRescuedAsOpened(layout, "a hole at " + offset + " of segment " + holed);
                }
            }
            LogImage.delete(path);
        }
    }

    @ParameterizedTest
    @EnumSource
    void salvageYieldsWhatOpeningDoesWhicheverSegmentNeverLanded(Layout layout) throws IOException {
        List<LogImage.Found> segments = kill(layout, 0, 4).segments();
        for (int missing = 1; missing < segments.size(); missing++) {
            LogImage image = LogImage.copy(path, copy());
            LogImage.Found segment = image.segments().get(missing);
            image.zero(segment.place(), 0, SegmentHeader.BYTES);
            assertRescuedAsOpened(layout, "without segment " + missing);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentWhoseHeaderIsHalfWrittenIsNotRescued(Layout layout) throws IOException {
        kill(layout, 0, 2);
        LogImage.Found last = LogImage.of(copy()).segments().get(1);
        LogImage.of(copy()).zero(last.place(), 8, SegmentHeader.BYTES - 8);

        assertRescuedAsOpened(layout, "half a header");
        assertThat(salvage(layout).records()).isEqualTo(last.header().baseSequence());
    }

    /** Its header is zeroed in words of eight bytes, and only then its slot is free. */
    @Test
    void aSegmentThatWasBeingDiscardedIsNotRescued() throws IOException {
        kill(Layout.SINGLE_FILE, 2, 1);
        LogImage image = LogImage.of(copy());
        image.zero(image.segments().get(0).place(), 8, SegmentHeader.BYTES - 8);

        assertRescuedAsOpened(Layout.SINGLE_FILE, "half a header");
    }

    /** A damaged footer keeps the log from being opened, and has no record. */
    @ParameterizedTest
    @EnumSource
    void damageInFrontDoesNotTurnItIntoALoss(Layout layout) throws IOException {
        LogImage image = kill(layout, 3, 3);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found holed = segments.get(segments.size() - 2);
        image.zero(holed.place(), 100_000, 20_000);
        long last;
        LogOptions readOnly =
                SmallLogs.options(layout).openMode(OpenMode.READ_ONLY).build();
        try (HybridLog log = HybridLog.open(copy(), readOnly)) {
            last = log.lastSequence();
        }
        image.flip(segments.get(0).place(), segments.get(1).header().previous().offset() + 8);

        assertThat(last)
                .isBetween(
                        holed.header().baseSequence(),
                        segments.get(segments.size() - 1).header().baseSequence());
        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(last + 1, 0));
        assertThat(Verification.run(copy(), bytes -> {}).problems()).hasSize(1);
    }

    /** Without the header of the second last one an opening drops the last, too; damage in front changes nothing about it. */
    @ParameterizedTest
    @EnumSource
    void damageInFrontDoesNotTurnItIntoALossBehindAGapEither(Layout layout) throws IOException {
        LogImage image = kill(layout, 1, 3);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found missing = segments.get(segments.size() - 2);
        image.zero(missing.place(), 0, SegmentHeader.BYTES);
        assertRescuedAsOpened(layout, "a gap");
        image.flip(segments.get(0).place(), segments.get(1).header().previous().offset() + 8);

        long kept = missing.header().baseSequence();
        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(kept, 0));
        Verification verification = Verification.run(copy(), bytes -> {});
        assertThat(verification.problems()).hasSize(1);
        assertThat(verification.lastSequence()).isEqualTo(kept - 1);
    }

    /** They lie behind the footer of the life that followed, where the next segment's records have their sequences. */
    @ParameterizedTest
    @EnumSource
    void whatAnEarlierLifeLeftTakesNoPlaceOfTheNextSegmentsRecords(Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).build();
        int torn = tearAtRecord20(options);
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.lastSequence()).as("what was durable").isEqualTo(19);
            log.append(Records.ofLength(1, 10));
            log.sealTail();
            appendFrom(log, SECOND_LIFE, 40);
        }
        LogImage damaged = LogImage.copy(path, copy());
        damaged.zero(damaged.segments().get(0).place(), torn - RecordLayout.HEADER_BYTES, 2_000);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(60, 0, new Salvage.Gap(20, 21, 20)));
        try (HybridLog rescued = HybridLog.open(place.directory().resolve("rescued"), options)) {
            for (int i = 0; i < 60; i++) {
                long content = i < 20 ? i : SECOND_LIFE + i + 1;
                ByteBuf record = rescued.read(i);
                Records.assertIs(Records.ofLength(content, RECORD_BYTES), record, i);
                record.release();
            }
        }
    }

    /** Behind the footer there is nothing, also where that says no lower sequence than the next segment's first one. */
    @ParameterizedTest
    @EnumSource
    void whatAnEarlierLifeLeftBehindTheFooterTakesNoPlaceOfWhatIsLost(Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).build();
        int torn = tearAtRecord20(options);
        try (HybridLog log = HybridLog.open(path, options)) {
            for (int i = 20; i < 75; i++) {
                log.append(Records.ofLength(1, 10), Durability.onDemand());
            }
            log.sealTail();
            appendFrom(log, SECOND_LIFE, 40);
        }
        LogImage damaged = LogImage.copy(path, copy());
        long footer = damaged.segments().get(1).header().previous().offset();
        int from = torn - RecordLayout.HEADER_BYTES;
        assertThat(footer).as("in front of what the first life left").isBetween((long) from, BORDER_BYTES);
        damaged.zero(damaged.segments().get(0).place(), from, (int) footer - from);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(60, 0, new Salvage.Gap(20, 75, 20)));
    }

    /** The opening that dropped it was cut off before its header was erased on the medium, and the log went on in front. */
    @ParameterizedTest
    @EnumSource
    void aNextSegmentThatWasDroppedTakesNothingFromTheLifeThatFollowed(Layout layout) throws IOException {
        LogImage image = kill(layout, 0, 2);
        LogImage.Found dropped = image.segments().get(1);
        byte[] stale = image.read(dropped.place(), 0, 50_000);
        LogImage original = LogImage.of(path);
        original.zero(original.segments().get(0).place(), 50_000, 1_000);
        long last = dropped.header().baseSequence() + 100;
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            assertThat(log.lastSequence()).isLessThan(dropped.header().baseSequence() - 1);
            while (log.lastSequence() < last) {
                log.append(Records.ofLength(1, 10), Durability.onDemand());
            }
            log.force();
            log.append(Records.ofLength(1, 10));
        }
        LogImage damaged = LogImage.copy(path, copy());
        assertThat(damaged.segments()).hasSize(1);
        SegmentPlace there = new SegmentPlace(
                layout == Layout.DIRECTORY
                        ? copy().resolve(dropped.place().path().getFileName())
                        : copy(),
                dropped.place().offset(),
                Reading.TO_FOLLOW);
        if (Files.notExists(there.path())) {
            Files.createFile(there.path());
        }
        damaged.write(there, 0, stale);
        damaged.flip(damaged.segments().get(0).place(), SegmentHeader.BYTES + RecordLayout.HEADER_BYTES + 8);

        Salvage salvage = salvage(layout);
        assertThat(salvage.lost()).hasSize(1);
        assertThat(salvage.lost().get(0).toSequence()).as("one record").isEqualTo(1);
        assertThat(salvage.records()).isEqualTo(last + 1);
    }

    /** Nobody can tell which one it was; an opening fails there, and drops nothing. */
    @ParameterizedTest
    @EnumSource
    void behindASegmentOfWhichNothingIsLeftEverythingIsRescuedAndVerified(Layout layout) throws IOException {
        LogImage image = severalSegments(layout, 4);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found gone = segments.get(2);
        byte[] garbage = new byte
                [(int) Math.min(
                        gone.header().segmentBytes(),
                        Files.size(gone.place().path()) - gone.place().offset())];
        Arrays.fill(garbage, (byte) 0x5a);
        image.write(gone.place(), 0, garbage);
        long from = gone.header().baseSequence();
        long to = segments.get(3).header().baseSequence();

        Salvage salvage = salvage(layout);
        assertThat(salvage.lost()).containsExactly(new Salvage.Gap(from, to, from));
        assertThat(salvage.records()).isGreaterThanOrEqualTo(from + 100);
        Verification verification = Verification.run(copy(), bytes -> {});
        assertThat(verification.lastSequence()).isEqualTo(salvage.records() - 1 + to - from);
        assertThat(verification.problems()).isNotEmpty();
    }

    /** All of them forced at once, behind the last record. */
    private LogImage severalSegments(Layout layout, int count) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            while (log.segments().size() < count) {
                Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            }
            Records.append(log, 100, MOST_BYTES, Durability.onDemand());
            log.force();
            assertThat(log.durableSequence()).isEqualTo(log.lastSequence());
            return LogImage.copy(path, copy());
        }
    }

    /** Eighty records in one segment, of which twenty are durable; where the payload of the first one begins that is torn. */
    private int tearAtRecord20(LogOptions options) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options)) {
            appendFrom(log, 0, 20);
            log.force();
            appendFrom(log, 0, 60);
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        LogImage image = LogImage.of(path);
        SegmentPlace first = image.segments().get(0).place();
        int torn = offsetOf(image, first, 20);
        image.flip(first, torn);
        return torn;
    }

    private static void appendFrom(HybridLog log, long life, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            log.append(Records.ofLength(life + log.lastSequence() + 1, RECORD_BYTES), Durability.onDemand());
        }
    }

    /** Where the payload of a record of the first life begins in its segment. */
    private static int offsetOf(LogImage image, SegmentPlace segment, long content) throws IOException {
        byte[] bytes = image.read(segment, 0, 200_000);
        byte[] wanted = Records.ofLength(content, RECORD_BYTES).array();
        for (int at = 0; ; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
    }

    /** An opening takes its slot for a free one, because that doesn't begin with a record. */
    @ParameterizedTest
    @EnumSource
    void aDurableSegmentWhoseFirstBlockIsZeroIsRescuedAllTheSame(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, 20, MOST_BYTES, Durability.each());
        }
        LogImage image = LogImage.copy(path, copy());
        SegmentPlace zeroed = image.segments().get(1).place();
        image.zero(zeroed, 0, 4096);

        assertThat(Verification.run(copy(), bytes -> {}).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(zeroed.path().toString());
                    assertThat(problem.offset()).isEqualTo(zeroed.offset());
                });
        Salvage salvage = salvage(layout);
        assertThat(salvage.lost()).hasSize(1);
        Salvage.Gap gap = salvage.lost().get(0);
        assertThat(gap.fromSequence()).isEqualTo(10);
        assertThat(gap.toSequence()).isLessThan(20);
        assertThat(salvage.records()).isEqualTo(30 + gap.fromSequence() - gap.toSequence());
    }

    /** One force made all of it durable, so no record knows; the end in front of the damaged header is the damage's, too. */
    @ParameterizedTest
    @EnumSource
    void damageFromAFooterIntoTheNextHeaderLosesNothingBehindIt(Layout layout) throws IOException {
        LogImage image = severalSegments(layout, 3);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found next = segments.get(2);
        image.flip(segments.get(1).place(), next.header().previous().offset() + 8);
        for (int at = 0; at < SegmentHeader.BYTES; at += 8) {
            image.flip(next.place(), at);
        }

        Salvage salvage = salvage(layout);
        assertThat(salvage.lost()).isEmpty();
        assertThat(salvage.records()).isGreaterThanOrEqualTo(next.header().baseSequence() + 100);
    }
}
