package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged log is read up to the damage by who asks for that, and what stops him says where it is. */
@Tag("no-disk")
class OnDamageTest extends LogInMemory {
    private static final int MOST_BYTES = 3_000;
    private static final int RECORDS = 2_000;

    private static final byte[] GARBAGE = "neither a header nor zeros".getBytes(StandardCharsets.US_ASCII);

    /** Several segments, with records in the last one that prove others. */
    private LogImage write(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
            log.force();
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        LogImage image = LogImage.of(path);
        assertThat(image.segments()).hasSizeGreaterThan(2);
        return image;
    }

    private LogOptions.Builder reading(OnDamage onDamage) {
        return SmallLogs.readOnly().onDamage(onDamage);
    }

    /** Opens the log both ways, and reads it; the damage. */
    private DamagedLogException readUpToDamage(Layout layout) throws Exception {
        DamagedLogException refusal = catchThrowableOfType(
                DamagedLogException.class,
                () -> HybridLog.open(path, reading(OnDamage.FAIL).build()).close());
        assertThat(refusal).as("%s", layout).isNotNull();
        try (HybridLog log = HybridLog.open(path, reading(OnDamage.READ_UP_TO).build());
                LogCursor cursor = log.cursor(0)) {
            for (long sequence = 0; sequence < refusal.sequence(); sequence++) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.sequence()).isEqualTo(sequence);
                assertThat(cursor.payload()).isEqualTo(Records.of(sequence, MOST_BYTES));
                Records.verify(log, sequence, MOST_BYTES);
            }
            assertThatThrownBy(cursor::next).hasMessage(refusal.getMessage());
            assertThatThrownBy(() -> cursor.next(Duration.ofDays(1))).hasMessage(refusal.getMessage());
            assertThatThrownBy(() -> log.cursor(RECORDS + 1)).hasMessage(refusal.getMessage());
            assertThat(log.lastSequence()).isEqualTo(refusal.sequence() - 1);
            assertThat(log.durableSequence()).isEqualTo(refusal.sequence() - 1);
            assertThat(log.awaitDurable(refusal.sequence() - 1, Duration.ZERO)).isTrue();
            assertThatThrownBy(() -> log.awaitDurable(refusal.sequence(), Duration.ofDays(1)))
                    .hasMessage(refusal.getMessage());
            try (LogCursor durable = log.cursor(refusal.sequence() - 1, Visibility.DURABLE)) {
                assertThat(durable.next()).isTrue();
                assertThatThrownBy(durable::next).hasMessage(refusal.getMessage());
            }
        }
        return refusal;
    }

    @ParameterizedTest
    @EnumSource
    void recordsInFrontOfADamagedTailAreRead(Layout layout) throws Exception {
        LogImage image = write(layout);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found tail = segments.get(segments.size() - 1);
        image.flip(tail.place(), 9_000);

        assertThat(readUpToDamage(layout).sequence())
                .isGreaterThan(tail.header().baseSequence())
                .isLessThan(RECORDS);
    }

    @ParameterizedTest
    @EnumSource
    void recordsInFrontOfADamagedFooterAreRead(Layout layout) throws Exception {
        LogImage image = write(layout);
        List<LogImage.Found> segments = image.segments();
        FooterPlace footer = segments.get(1).header().previous();
        image.flip(segments.get(0).place(), footer.offset() + 8);

        assertThat(readUpToDamage(layout).sequence())
                .isEqualTo(segments.get(1).header().baseSequence());
    }

    @ParameterizedTest
    @EnumSource
    void recordsInFrontOfASegmentWhoseHeaderIsDamagedAreRead(Layout layout) throws Exception {
        LogImage image = write(layout);
        LogImage.Found damaged = image.segments().get(1);
        image.write(damaged.place(), 0, GARBAGE);

        assertThat(readUpToDamage(layout).sequence()).isEqualTo(damaged.header().baseSequence());
    }

    @ParameterizedTest
    @EnumSource
    void whereNothingIsInFrontOfTheDamageItIsRefused(Layout layout) throws IOException {
        LogImage image = write(layout);
        image.write(image.segments().get(0).place(), 0, GARBAGE);

        assertThatThrownBy(
                        () -> HybridLog.open(path, reading(OnDamage.READ_UP_TO).build()))
                .isInstanceOf(DamagedLogException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aLogWhoseFirstRecordIsDamagedIsRefused(Layout layout) throws IOException {
        LogImage image = write(layout);
        image.flip(image.segments().get(0).place(), SegmentHeader.BYTES + 2 * RecordLayout.HEADER_BYTES);

        assertThatThrownBy(() -> HybridLog.open(
                        path,
                        reading(OnDamage.READ_UP_TO)
                                .recoveryScan(RecoveryScan.ALL_RECORDS)
                                .build()))
                .isInstanceOf(DamagedLogException.class);
    }

    /** As where a backup was copied to the wrong place. */
    @ParameterizedTest
    @EnumSource
    void recordsInFrontOfASegmentThatIsThereTwiceAreRead(Layout layout) throws IOException {
        LogImage image = write(layout);
        LogImage.Found twin = image.segments().get(1);
        byte[] bytes = image.read(twin.place(), 0, 1 << 20);
        if (layout == Layout.DIRECTORY) {
            Files.write(twin.place().path().resolveSibling("0000000000000000099.segment"), bytes);
        } else {
            image.write(
                    new SegmentPlace(path, (Files.size(path) + (1 << 20) - 1) >> 20 << 20, Reading.TO_FOLLOW),
                    0,
                    bytes);
        }
        assertReadUpTo(twin.header().baseSequence() - 1, "twice");
    }

    /** Whatever its sequences are. */
    @ParameterizedTest
    @EnumSource
    void recordsInFrontOfASegmentOfAnotherLogAreRead(Layout layout) throws IOException {
        LogImage image = write(layout);
        LogImage.Found replaced = image.segments().get(2);
        Path strange = place.directory().resolve("strange");
        try (HybridLog other = HybridLog.open(strange, SmallLogs.options(layout).build())) {
            while (other.segments().size() < 3) {
                Records.append(other, 10, 60_000, Durability.onDemand());
            }
            other.force();
        }
        LogImage stranger = LogImage.of(strange);
        LogImage.Found foreign = stranger.segments().get(2);
        assertThat(foreign.header().baseSequence()).isLessThan(replaced.header().baseSequence());
        image.write(replaced.place(), 0, stranger.read(foreign.place(), 0, 1 << 20));

        assertReadUpTo(replaced.header().baseSequence() - 1, "another log");
    }

    private void assertReadUpTo(long last, String damage) throws IOException {
        assertThatThrownBy(() -> HybridLog.open(path, reading(OnDamage.FAIL).build()))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining(damage)
                .satisfies(e -> assertThat(((DamagedLogException) e).sequence()).isEqualTo(last + 1));
        try (HybridLog log = HybridLog.open(path, reading(OnDamage.READ_UP_TO).build());
                LogCursor cursor = log.cursor(0)) {
            for (long sequence = 0; sequence <= last; sequence++) {
                assertThat(cursor.next()).isTrue();
                Records.verify(log, sequence, MOST_BYTES);
            }
            assertThatThrownBy(cursor::next).hasMessageContaining(damage);
            assertThat(log.lastSequence()).isEqualTo(last);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIntactLogIsReadToItsEnd(Layout layout) throws IOException {
        write(layout);

        try (HybridLog log = HybridLog.open(path, reading(OnDamage.READ_UP_TO).build())) {
            Records.verify(log, MOST_BYTES);
            assertThat(log.lastSequence()).isEqualTo(RECORDS + 9);
        }
    }

    /** Its writer opened it before it was damaged. */
    @ParameterizedTest
    @EnumSource
    void whatIsDiscardedInFrontOfTheDamageIsNoDamage(Layout layout) throws IOException {
        try (HybridLog writer = HybridLog.open(path, SmallLogs.options(layout).build())) {
            while (writer.segments().size() < 4) {
                Records.append(writer, 10, MOST_BYTES, Durability.onDemand());
            }
            writer.force();
            LogImage image = LogImage.of(path);
            image.write(image.segments().get(2).place(), 0, GARBAGE);
            long second = writer.segments().get(1).firstSequence();
            try (HybridLog log =
                            HybridLog.open(path, reading(OnDamage.READ_UP_TO).build());
                    LogCursor cursor = log.cursor(0)) {
                writer.discardBefore(second);
                long rolls = writer.statistics().rolls();
                while (writer.statistics().rolls() < rolls + 2) { // One of them in the place that is free.
                    Records.append(writer, 10, MOST_BYTES, Durability.onDemand());
                }
                writer.force();
                assertThatThrownBy(() -> log.read(0))
                        .isInstanceOf(SequenceOutOfRangeException.class)
                        .hasMessageContaining("the log holds " + second + " to ");
                assertThatThrownBy(cursor::next).isInstanceOf(SequenceOutOfRangeException.class);
                assertThat(log.firstSequence()).isEqualTo(second);
                Records.verify(log, second, MOST_BYTES);
                assertThatThrownBy(() -> log.cursor(log.lastSequence() + 2)).isInstanceOf(DamagedLogException.class);
            }
        }
    }

    /** A discard begins with the oldest segment. */
    @Test
    void whatIsMissingBetweenOthersInFrontOfTheDamageIsNotDiscarded() throws IOException {
        LogImage image = write(Layout.DIRECTORY);
        List<LogImage.Found> segments = image.segments();
        image.write(segments.get(segments.size() - 1).place(), 0, GARBAGE);
        long second = segments.get(1).header().baseSequence();
        try (HybridLog log = HybridLog.open(path, reading(OnDamage.READ_UP_TO).build())) {
            Files.delete(segments.get(1).place().path());
            assertThatThrownBy(() -> log.read(second)).isInstanceOf(NoSuchFileException.class);
            Records.verify(log, 0, MOST_BYTES);
            assertThat(log.firstSequence()).isZero();
        }
    }

    @Test
    void nobodyWritesUpToDamage() {
        LogOptions.Builder options = LogOptions.builder().onDamage(OnDamage.READ_UP_TO);

        assertThatThrownBy(options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("onDamage is READ_UP_TO and openMode CREATE_OR_OPEN");
    }
}
