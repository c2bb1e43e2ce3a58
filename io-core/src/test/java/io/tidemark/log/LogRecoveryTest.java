package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recovery makes of logs whose bytes are not what was written, or not all of them. */
@Tag("no-disk")
class LogRecoveryTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;

    private TestPlace place;
    private Path path;
    private Path copy;

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
        copy = place.directory().resolve("copy");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace ending = place) {
            assertThat(OpenResources.of(ending.directory())).isEmpty();
        }
    }

    /** All that is appended lies in the page cache, where a copy finds it as a killed process would leave it. */
    private static LogOptions.Builder options(Layout layout) {
        return SmallLogs.options(layout);
    }

    private record Entry(RecordKind kind, long offset, int length, long sequence) {}

    private static List<Entry> records(LogImage.Found segment) throws IOException {
        List<Entry> records = new ArrayList<>();
        try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), segment.place(), OpenRequest.readOnly())) {
            SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, new ScanListener() {
                @Override
                public void onRecord(RecordCursor record) {
                    records.add(new Entry(record.kind(), record.offset(), record.length(), record.sequence()));
                }
            });
        }
        return records;
    }

    /** Two segments and a bit, in forced batches, closed in order. */
    private LogImage closedLog(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            for (int i = 0; i < 18; i++) {
                Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                log.force();
            }
            assertThat(log.segments()).hasSize(3);
        }
        return LogImage.copy(path, copy);
    }

    private void assertDamage(LogImage image, Layout layout, LogImage.Found where, long offset, long sequence)
            throws IOException {
        Map<String, Long> before = image.fingerprint();
        for (RecoveryScan scan : RecoveryScan.values()) {
            for (OpenMode mode : new OpenMode[] {OpenMode.CREATE_OR_OPEN, OpenMode.READ_ONLY}) {
                LogOptions options =
                        options(layout).recoveryScan(scan).openMode(mode).build();
                DamagedLogException damage = catchThrowableOfType(DamagedLogException.class, () -> {
                    try (HybridLog log = HybridLog.open(copy, options)) {
                        throw new AssertionError("opened as " + log + " in spite of damage at " + offset);
                    }
                });
                assertThat(damage).hasMessageContaining(where.place().path().toString());
                assertThat(damage.offset())
                        .as(damage.getMessage())
                        .isEqualTo(where.place().offset() + offset);
                assertThat(damage.sequence()).as(damage.getMessage()).isEqualTo(sequence);
            }
        }
        assertThat(image.fingerprint()).as("nothing was changed").isEqualTo(before);
    }

    private void assertRecovered(Layout layout, long last) throws IOException {
        for (RecoveryScan scan : RecoveryScan.values()) {
            LogOptions readOnly = options(layout)
                    .recoveryScan(scan)
                    .openMode(OpenMode.READ_ONLY)
                    .build();
            try (HybridLog log = HybridLog.open(copy, readOnly)) {
                assertThat(log.lastSequence()).as("%s", scan).isEqualTo(last);
                Records.verify(log, MOST_BYTES);
            }
        }
        try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(last);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 70, MOST_BYTES, Durability.onDemand());
            log.force();
        }
        try (HybridLog log = HybridLog.open(
                copy, options(layout).recoveryScan(RecoveryScan.ALL_RECORDS).build())) {
            assertThat(log.lastSequence()).isEqualTo(last + 70);
            Records.verify(log, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyDamagedByteOfAHeaderIsDamage(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        int last = segments.size() - 1;
        for (int segment : new int[] {0, 1, last}) {
            LogImage.Found damaged = segments.get(segment);
            for (int offset : new int[] {0, 7, 8, 9, 11, 12, 16, 31, 32, 40, 48, 56, 64, 72, 76, 80, 119, 124, 127}) {
                image.flip(damaged.place(), offset);
                long sequence = segment == 0
                        ? segments.get(last).header().baseSequence() // Nothing is known about what was in front.
                        : damaged.header().baseSequence();
                if (segment == 0) {
                    assertDamageSomewhere(layout, damaged, offset);
                } else {
                    assertDamage(image, layout, damaged, 0, sequence);
                }
                image.flip(damaged.place(), offset);
            }
        }
        assertRecovered(layout, 1_799);
    }

    private void assertDamageSomewhere(Layout layout, LogImage.Found damaged, int offset) {
        DamagedLogException damage = catchThrowableOfType(
                DamagedLogException.class,
                () -> HybridLog.open(copy, options(layout).build()).close());
        assertThat(damage)
                .as("byte %d", offset)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining(damaged.place().path().toString());
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownVersionIsLeftAlone(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        for (LogImage.Found segment : image.segments()) {
            byte[] header = image.read(segment.place(), 0, SegmentHeader.BYTES);
            byte[] newer = header.clone();
            newer[8] = 9;
            ReferenceFormat.fitHeader(newer);
            image.write(segment.place(), 0, newer);
            Map<String, Long> before = image.fingerprint();
            for (Crew.Work work : List.<Crew.Work>of(
                    () -> HybridLog.open(copy, options(layout).build()).close(),
                    () -> Verification.of(copy, bytes -> {}),
                    () -> Salvage.run(
                            copy,
                            place.directory().resolve("rescued"),
                            options(layout).build(),
                            bytes -> {}))) {
                assertThatThrownBy(work::run)
                        .isInstanceOf(NotALogException.class)
                        .hasMessageContaining("version 9");
            }
            assertThat(image.fingerprint()).isEqualTo(before);
            image.write(segment.place(), 0, header);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedRecordsAreFoundByAScanOfAll(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        for (int segment : new int[] {0, 1, segments.size() - 1}) {
            LogImage.Found damaged = segments.get(segment);
            List<Entry> records = records(damaged);
            for (int index : new int[] {0, 1, records.size() / 2}) {
                Entry record = records.get(index);
                int length = record.length();
                for (int at :
                        new int[] {0, 3, 4, 8, 16, 24, 28, 31 + Math.min(1, length), 32 + length / 2, 31 + length}) {
                    if (at >= RecordLayout.HEADER_BYTES + length) {
                        continue;
                    }
                    long offset = record.offset() + at;
                    image.flip(damaged.place(), offset);
                    LogOptions options = options(layout)
                            .recoveryScan(RecoveryScan.ALL_RECORDS)
                            .build();
                    DamagedLogException damage = catchThrowableOfType(
                            DamagedLogException.class,
                            () -> HybridLog.open(copy, options).close());
                    assertThat(damage)
                            .as("segment %d, record %d, byte %d", segment, index, at)
                            .isNotNull();
                    assertThat(damage.offset()).isEqualTo(damaged.place().offset() + record.offset());
                    assertThat(damage.sequence()).isEqualTo(record.sequence());
                    image.flip(damaged.place(), offset);
                }
            }
        }
        assertRecovered(layout, 1_799);
    }

    /** Opening believes the footers; who reads the record is told. */
    @ParameterizedTest
    @EnumSource
    void damageThatOpeningDidNotLookForIsNamedByWhoReadsIt(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        LogImage.Found damaged = image.segments().get(0);
        Entry record = records(damaged).stream()
                .filter(entry -> entry.sequence() == 300 && entry.kind() == RecordKind.DATA)
                .findFirst()
                .orElseThrow();
        assertThat(record.length()).isPositive();
        for (int at : new int[] {0, 3, 4, 8, 16, 24, 28, 32, 31 + record.length()}) {
            image.flip(damaged.place(), record.offset() + at);
            try (HybridLog log = HybridLog.open(copy, options(layout).build());
                    LogCursor cursor = log.cursor(300)) {
                for (Crew.Work read : List.<Crew.Work>of(() -> log.read(300), cursor::next, cursor::next)) {
                    DamagedLogException damage = catchThrowableOfType(DamagedLogException.class, read::run);
                    assertThat(damage).as("byte %d", at).isNotNull();
                    assertThat(damage)
                            .hasMessageContaining(damaged.place().path().toString());
                    assertThat(damage.sequence()).isEqualTo(300);
                    assertThat(damage.offset())
                            .as(damage.getMessage())
                            .isEqualTo(damaged.place().offset() + record.offset());
                }
                assertThat(cursor.nextSequence()).isEqualTo(300);
                Records.verify(log, 0, MOST_BYTES);
                Records.verify(log, 1_799, MOST_BYTES);
            }
            image.flip(damaged.place(), record.offset() + at);
        }
        assertRecovered(layout, 1_799);
    }

    /** As if it were a record, which would be looked for in vain. */
    @ParameterizedTest
    @EnumSource
    void aFooterThatIsDamagedUnderACursorIsNotTakenForARecord(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        LogImage.Found damaged = image.segments().get(1);
        List<Entry> records = records(damaged);
        Entry footer = records.get(records.size() - 1);
        try (HybridLog log = HybridLog.open(copy, options(layout).build());
                LogCursor cursor = log.cursor(footer.sequence() - 1)) {
            image.flip(damaged.place(), footer.offset() + 8);
            assertThat(cursor.next()).isTrue();
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(DamagedLogException.class)
                    .hasMessageContaining("the footer of segment 1 is not what was written")
                    .hasMessageContaining(
                            "damaged at offset " + (damaged.place().offset() + footer.offset()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageInTheLastBatchIsNoticedAfterACleanClose(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        LogImage.Found tail = image.segments().get(image.segments().size() - 1);
        List<Entry> records = records(tail);
        Entry closing = records.get(records.size() - 1);
        assertThat(closing.kind()).isEqualTo(RecordKind.CLOSING);
        for (int back = 2; back < 5; back++) {
            Entry record = records.get(records.size() - back);
            image.flip(tail.place(), record.offset() + 4);
            assertDamage(image, layout, tail, record.offset(), record.sequence());
            image.flip(tail.place(), record.offset() + 4);
        }
        assertRecovered(layout, 1_799);
    }

    @ParameterizedTest
    @EnumSource
    void paddingIsNobodys(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        for (LogImage.Found segment : image.segments()) {
            for (Entry record : records(segment)) {
                if (record.length() % 8 != 0) {
                    image.flip(segment.place(), record.offset() + 32 + record.length());
                }
            }
        }
        assertRecovered(layout, 1_799);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedFooterOfADurableSegmentIsDamage(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        for (int segment : new int[] {0, segments.size() - 2}) {
            LogImage.Found damaged = segments.get(segment);
            List<Entry> records = records(damaged);
            Entry footer = records.get(records.size() - 1);
            assertThat(footer.kind()).isEqualTo(RecordKind.FOOTER);
            for (int at : new int[] {0, 4, 8, 24, 32, 40, 31 + footer.length()}) {
                image.flip(damaged.place(), footer.offset() + at);
                assertDamage(image, layout, damaged, footer.offset(), footer.sequence());
                assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()))
                        .hasMessageContaining("the footer of segment " + segment + " is not what was written");
                image.flip(damaged.place(), footer.offset() + at);
            }
        }
        assertRecovered(layout, 1_799);
    }

    @ParameterizedTest
    @EnumSource
    void zerosWhereSegmentsHadBeenAreNoticed(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        for (int segment : new int[] {1, segments.size() - 1}) {
            LogImage.Found damaged = segments.get(segment);
            byte[] header = image.read(damaged.place(), 0, SegmentHeader.BYTES);
            image.zero(damaged.place(), 0, SegmentHeader.BYTES);
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .as("segment %d", segment)
                    .isInstanceOf(DamagedLogException.class);
            image.zero(damaged.place(), 0, 64);
            image.write(damaged.place(), 64, java.util.Arrays.copyOfRange(header, 64, 128));
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .as("half of segment %d", segment)
                    .isInstanceOf(DamagedLogException.class);
            image.write(damaged.place(), 0, header);
        }
        assertRecovered(layout, 1_799);
    }

    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void theFirstFileCannotJustBeEmpty(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        LogImage.Found first = image.segments().get(0);
        byte[] bytes = Files.readAllBytes(first.place().path());
        for (int length : new int[] {0, 100, 127}) {
            Files.write(first.place().path(), java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .as("cut to %d", length)
                    .isInstanceOf(DamagedLogException.class);
        }
        Files.write(first.place().path(), new byte[bytes.length]);
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()).close())
                .isInstanceOf(DamagedLogException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSegmentIsDamage(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        LogImage.Found missing = image.segments().get(1);
        if (layout == Layout.DIRECTORY) {
            Files.delete(missing.place().path());
        } else {
            image.zero(missing.place(), 0, MIB);
        }
        assertDamage(image, layout, image.segments().get(1), 0, missing.header().baseSequence());
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentThatIsThereTwiceIsDamage(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found one = segments.get(1);
        if (layout == Layout.DIRECTORY) {
            Files.copy(one.place().path(), one.place().path().resolveSibling("0000000000000000099.segment"));
        } else {
            long end = (Files.size(copy) + MIB - 1) / MIB * MIB;
            byte[] bytes = image.read(one.place(), 0, MIB);
            image.write(new io.tidemark.log.segment.SegmentPlace(copy, end), 0, bytes);
        }
        Map<String, Long> before = image.fingerprint();
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()).close())
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("twice");
        assertThat(image.fingerprint()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void aSegmentWithAnothersNameIsDamage(Layout layout) throws IOException {
        LogImage image = closedLog(layout);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found last = segments.get(segments.size() - 1);
        Files.move(last.place().path(), last.place().path().resolveSibling("0000000000000000077.segment"));
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()).close())
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("name");
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentOfAnotherLogIsDamage(Layout layout) throws IOException {
        Path strange = place.directory().resolve("strange");
        try (HybridLog other = HybridLog.open(strange, options(layout).build())) {
            Records.append(other, 2_000, MOST_BYTES, Durability.onDemand());
        }
        LogImage stranger = LogImage.of(strange);
        LogImage image = closedLog(layout);
        LogImage.Found replaced = image.segments().get(1);
        image.write(
                replaced.place(), 0, stranger.read(stranger.segments().get(1).place(), 0, MIB));
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()).close())
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("another log");
    }

    @ParameterizedTest
    @EnumSource
    void aHalfWrittenHeaderOfTheNextSegmentIsLeftOver(Layout layout) throws IOException {
        appendOverARoll(layout);
        LogImage.Found next = LogImage.of(path).segments().get(1);
        for (int word = 0; word < SegmentHeader.BYTES; word += 8) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found torn = image.segments().get(1);
            boolean wasZero = java.util.Arrays.equals(image.read(torn.place(), word, 8), new byte[8]);
            image.zero(torn.place(), word, 8);
            if (!wasZero) {
                assertRecovered(layout, next.header().baseSequence() - 1);
            }
        }
    }

    /** Nothing was forced since the log was made, and the tail lies in the second segment; the writer is killed. */
    private void appendOverARoll(Layout layout) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSize(2);
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
    }

    /** Whatever landed of what was not forced: nothing was acknowledged, so the log ends at the first hole. */
    @ParameterizedTest
    @EnumSource
    void aHoleInWhatWasNotForcedIsTheEndEvenIfTheFooterBehindItLanded(Layout layout) throws IOException {
        appendOverARoll(layout);
        for (double where : new double[] {0.1, 0.5, 0.99}) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found first = image.segments().get(0);
            List<Entry> records = records(first);
            Entry hole = records.get(1 + (int) (where * (records.size() - 3)));
            assertThat(hole.kind()).isEqualTo(RecordKind.DATA);
            image.zero(first.place(), hole.offset(), RecordLayout.recordBytes(hole.length()));
            assertRecovered(layout, hole.sequence() - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTornFooterOfWhatWasNotForcedIsCutOff(Layout layout) throws IOException {
        appendOverARoll(layout);
        LogImage image = LogImage.copy(path, copy);
        LogImage.Found first = image.segments().get(0);
        List<Entry> records = records(first);
        Entry footer = records.get(records.size() - 1);
        image.zero(first.place(), footer.offset() + 64, 64);
        assertRecovered(layout, footer.sequence() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void aTornTailIsCutOffSilently(Layout layout) throws IOException {
        long durable;
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 900, MOST_BYTES, Durability.onDemand());
            log.force();
            durable = log.durableSequence();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            for (int back = 1; back <= 10; back++) {
                LogImage image = LogImage.copy(path, copy);
                LogImage.Found tail = image.segments().get(image.segments().size() - 1);
                List<Entry> records = records(tail);
                Entry torn = records.get(records.size() - back);
                image.flip(tail.place(), torn.offset() + 5);
                assertRecovered(layout, torn.sequence() - 1);
                assertThat(torn.sequence() - 1).isGreaterThanOrEqualTo(durable);
            }
        }
    }

    /** The only record that says that the segment's start was durable lies behind a torn one. */
    @ParameterizedTest
    @EnumSource
    void aRecordBehindATornOneProvesTheSegmentsBefore(Layout layout) throws IOException {
        LogImage image;
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            log.force();
            Records.append(log, 2, MOST_BYTES, Durability.onDemand());
            image = LogImage.copy(path, copy);
        }
        List<LogImage.Found> segments = image.segments();
        assertThat(segments).hasSize(2);
        List<Entry> records = records(segments.get(1));
        Entry torn = records.get(records.size() - 2);
        image.zero(segments.get(1).place(), torn.offset(), RecordLayout.recordBytes(torn.length()));
        List<Entry> complete = records(segments.get(0));
        Entry footer = complete.get(complete.size() - 1);
        image.flip(segments.get(0).place(), footer.offset() + 8);

        assertDamage(image, layout, segments.get(0), footer.offset(), footer.sequence());

        image.flip(segments.get(0).place(), footer.offset() + 8);
        assertRecovered(layout, 799);
    }

    @ParameterizedTest
    @EnumSource
    void aHalfWrittenFirstHeaderIsNoLogYet(Layout layout) throws IOException {
        HybridLog.open(path, options(layout).build()).close();
        LogImage.Found born = LogImage.of(path).segments().get(0);
        for (int word = 0; word < SegmentHeader.BYTES; word += 8) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found first = image.segments().get(0);
            image.zero(first.place(), SegmentHeader.BYTES + 32, 32); // There was no time to close it.
            image.zero(first.place(), word, 8);
            assertRecovered(layout, -1);
        }
        assertThat(born.header().segmentNumber()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theOnlySegmentIsNotTakenForAHalfWrittenOne(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 3, MOST_BYTES, Durability.each());
        }
        for (int length : new int[] {8, SegmentHeader.BYTES}) {
            LogImage image = LogImage.copy(path, copy);
            image.zero(image.segments().get(0).place(), 0, length);
            Map<String, Long> before = image.fingerprint();
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .isInstanceOf(NotALogException.class);
            assertThat(image.fingerprint()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aFileOfSomethingElseIsLeftAlone(Layout layout) throws IOException {
        byte[] zerosInFront = new byte[40_000];
        zerosInFront[32_769] = 'C';
        for (byte[] bytes : List.of("a short text".getBytes(StandardCharsets.UTF_8), new byte[] {1}, zerosInFront)) {
            Files.write(copy, bytes);
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .isInstanceOf(NotALogException.class);
            assertThat(copy).hasBinaryContent(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void ofAFileOfZerosEachByteIsReadOnce(Layout layout) throws IOException {
        long slots = 40;
        try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
            zeros.setLength(slots * MIB);
        }
        AtomicLong read = new AtomicLong();
        FaultSeam seam = new FaultSeam();
        seam.bend(call -> call.name().startsWith("pread"), 1, Long.MAX_VALUE, (call, real) -> {
            Object count = real.make(call.copy());
            if (call.file().equals(copy.toString())) {
                read.addAndGet((Long) count);
            }
            return count;
        });
        try (HybridLog log =
                HybridLog.open(Media.of(seam), copy, options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(-1);
            assertThat(read.get()).as("bytes read").isBetween(1L, (slots + 1) * MIB);
        }
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aByteAnywhereInAFileOfZerosIsSomebodys(Layout layout) throws IOException {
        for (long offset : new long[] {160, MIB - 1, MIB, MIB + 160, 2 * MIB - 1, 2 * MIB + 80, 3 * MIB - 1}) {
            try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
                zeros.setLength(0);
                zeros.setLength(3 * MIB);
                zeros.seek(offset);
                zeros.write('C');
            }
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .as("a byte at " + offset)
                    .isInstanceOf(NotALogException.class);
        }
    }

    /** The first segment may be begun in any slot: one that the disk had no space for is passed over. */
    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aHalfWrittenFirstHeaderInAnySlotIsALogThatWasBeingCreated(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 1, MOST_BYTES, Durability.each());
        }
        byte[] header = Arrays.copyOf(Files.readAllBytes(path), SegmentHeader.BYTES);
        Arrays.fill(header, 40, 80, (byte) 0);
        for (int slot = 0; slot < 3; slot++) {
            try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
                zeros.setLength(0);
                zeros.setLength(3 * MIB);
                zeros.seek((long) slot * MIB);
                zeros.write(header);
            }
            try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
                assertThat(log.lastSequence()).as("begun in slot %d", slot).isEqualTo(-1);
                Records.append(log, 3, MOST_BYTES, Durability.each());
                Records.verify(log, MOST_BYTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aHalfZeroedHeaderOfADiscardedSegmentIsLeftOver(Layout layout) throws IOException {
        closedLog(layout);
        for (int zeroed = 8; zeroed <= SegmentHeader.BYTES; zeroed += 8) {
            LogImage image = LogImage.copy(path, copy);
            List<LogImage.Found> segments = image.segments();
            image.zero(segments.get(0).place(), 0, zeroed);
            try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
                assertThat(log.firstSequence())
                        .isEqualTo(segments.get(1).header().baseSequence());
                assertThat(log.lastSequence()).isEqualTo(1_799);
                Records.verify(log, MOST_BYTES);
            }
        }
    }
}
