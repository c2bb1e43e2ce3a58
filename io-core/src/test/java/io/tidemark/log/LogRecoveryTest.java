package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.file.Crew;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recovery makes of logs whose bytes are not what was written. */
@Tag("no-disk")
class LogRecoveryTest extends CopiedLog {
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
            for (Crew.Work work : openVerifyOrSalvage(layout)) {
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
            image.write(new SegmentPlace(copy, end, Reading.TO_FOLLOW), 0, bytes);
        }
        Map<String, Long> before = image.fingerprint();
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()).close())
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("twice");
        assertThat(image.fingerprint()).isEqualTo(before);
        Verification verification = Verification.run(copy, bytes -> {});
        assertThat(verification.problems()).hasSize(1);
        assertThat(verification.records()).as("each counted once").isEqualTo(verification.lastSequence() + 1);

        image.flip(segments.get(0).place(), segments.get(1).header().previous().offset() + 8);
        assertThat(Verification.run(copy, bytes -> {}).problems())
                .as("beside damage in front")
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem.description()).contains("twice"));
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
}
