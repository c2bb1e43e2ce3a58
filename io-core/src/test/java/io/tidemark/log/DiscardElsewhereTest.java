package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that is open for reading, while a writer who knows nothing of that discards segments and uses their places again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class DiscardElsewhereTest {
    private static final int MOST_BYTES = 120_000;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private Path path;
    private HybridLog writer;

    private void openWriter(Layout layout) throws IOException {
        place = TestPlace.of(TestPlace.Kind.TMPFS);
        path = place.directory().resolve("log");
        writer = HybridLog.open(path, SmallLogs.options(layout).build());
        fill();
    }

    private void fill() throws IOException {
        while (writer.segments().size() < 5) {
            Records.append(writer, 5, MOST_BYTES, Durability.onDemand());
        }
        Records.append(writer, 1, MOST_BYTES, Durability.each());
    }

    /** Every place that held a segment is emptied, and those that can be are used again. */
    private void discardAndWrap() throws IOException {
        for (int round = 0; round < 2; round++) {
            writer.sealTail();
            writer.discardBefore(writer.lastSequence() + 1);
            fill();
        }
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        writer.close();
        seam.assertNothingHeld();
        place.close();
    }

    private static LogOptions.Builder readOnly() {
        return SmallLogs.readOnly().maxOpenSegments(1);
    }

    private HybridLog openReader() throws IOException {
        return HybridLog.open(Environments.of(seam), path, readOnly().build());
    }

    /** The ways to one record. */
    private enum Way {
        READ {
            @Override
            void take(HybridLog reader, long sequence) throws IOException {
                Records.verify(reader, sequence, MOST_BYTES);
            }
        },
        READ_MANY {
            @Override
            void take(HybridLog reader, long sequence) throws IOException {
                reader.read(
                        new long[] {sequence},
                        (read, payload) ->
                                assertThat(payload).as("record %d", read).isEqualTo(Records.of(sequence, MOST_BYTES)));
            }
        },
        READ_INTO {
            @Override
            void take(HybridLog reader, long sequence) throws IOException {
                ByteBuf target = Unpooled.directBuffer();
                try {
                    assertThat(reader.read(sequence, target)).isEqualTo(target.readableBytes());
                    assertThat(target).as("record %d", sequence).isEqualTo(Records.of(sequence, MOST_BYTES));
                } finally {
                    target.release();
                }
            }
        },
        CURSOR {
            @Override
            void take(HybridLog reader, long sequence) throws IOException {
                try (LogCursor cursor = reader.cursor(sequence)) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.payload()).as("record %d", sequence).isEqualTo(Records.of(sequence, MOST_BYTES));
                }
            }
        };

        /** Returns if the record was there and right. */
        abstract void take(HybridLog reader, long sequence) throws IOException;
    }

    /** A record that is gone must be said to be out of range; one that is there must be right. */
    private void assertReadOrOutOfRange(HybridLog reader, Way way, long sequence) {
        Throwable thrown = catchThrowable(() -> way.take(reader, sequence));
        if (thrown == null) {
            return;
        }
        assertThat(thrown).as("%s of %d", way, sequence).isInstanceOf(SequenceOutOfRangeException.class);
        SequenceOutOfRangeException outOfRange = (SequenceOutOfRangeException) thrown;
        assertThat(sequence).isLessThan(writer.firstSequence());
        assertThat(outOfRange.firstSequence()).isGreaterThan(sequence).isLessThanOrEqualTo(writer.firstSequence());
        assertThat(outOfRange.lastSequence()).isLessThanOrEqualTo(writer.lastSequence());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGoneIsOutOfRangeWhicheverWayItIsReadFirst(Layout layout) throws IOException {
        openWriter(layout);
        for (Way way : Way.values()) {
            try (HybridLog reader = openReader()) {
                long first = writer.firstSequence();
                long last = writer.lastSequence();
                way.take(reader, last); // So that one segment has an open file.
                discardAndWrap();
                assertThat(writer.firstSequence()).as("all is discarded").isGreaterThan(last);
                assertThatThrownBy(() -> way.take(reader, first))
                        .isInstanceOfSatisfying(SequenceOutOfRangeException.class, e -> {
                            assertThat(e.firstSequence()).isEqualTo(writer.firstSequence());
                            assertThat(e.lastSequence()).isBetween(e.firstSequence(), writer.lastSequence());
                        });
                Records.verify(reader, MOST_BYTES); // Which looks for what was appended.
                for (long sequence = first; sequence <= writer.lastSequence(); sequence++) {
                    for (Way other : Way.values()) {
                        assertReadOrOutOfRange(reader, other, sequence);
                    }
                }
                assertThat(reader.firstSequence()).isEqualTo(writer.firstSequence());
                Records.verify(reader, MOST_BYTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceThatIsUsedAgainGivesNoOtherRecord(Layout layout) throws IOException {
        openWriter(layout);
        try (HybridLog reader = openReader()) {
            long last = writer.lastSequence();
            for (long sequence = 0; sequence <= last; sequence++) {
                writer.discardBefore(sequence);
                fill();
                for (Way way : Way.values()) {
                    assertReadOrOutOfRange(reader, way, sequence / 2);
                    assertReadOrOutOfRange(reader, way, sequence);
                    assertReadOrOutOfRange(reader, way, writer.firstSequence());
                }
            }
            assertThat(writer.firstSequence()).isGreaterThan(last / 2);
        }
    }

    /** It had shown a part of a segment that then went. */
    @ParameterizedTest
    @EnumSource
    void aCursorInTheMiddleOfWhatGoesEndsOutOfRange(Layout layout) throws IOException {
        openWriter(layout);
        for (int taken = 0; taken < 40; taken += 3) {
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(reader.firstSequence())) {
                for (int i = 0; i < taken; i++) {
                    assertThat(cursor.next()).isTrue();
                }
                discardAndWrap();
                SequenceOutOfRangeException outOfRange = null;
                while (outOfRange == null) {
                    long sequence = cursor.nextSequence();
                    try {
                        assertThat(cursor.next()).isTrue();
                        assertThat(cursor.sequence()).isEqualTo(sequence);
                        assertThat(cursor.payload()).isEqualTo(Records.of(sequence, MOST_BYTES));
                    } catch (SequenceOutOfRangeException e) {
                        outOfRange = e;
                    }
                }
                assertThat(cursor.nextSequence()).isLessThan(writer.firstSequence());
                assertThat(outOfRange.firstSequence()).isEqualTo(writer.firstSequence());
                assertThatThrownBy(cursor::next).as("it stays").isInstanceOf(SequenceOutOfRangeException.class);
            }
        }
    }

    /** While it didn't look the writer went round several times. */
    @ParameterizedTest
    @EnumSource
    void aReaderThatWasLeftBehindGoesOnWithWhatThereIs(Layout layout) throws Exception {
        openWriter(layout);
        try (HybridLog reader = openReader()) {
            long behind = reader.lastSequence() + 1;
            try (LogCursor cursor = reader.cursor(behind)) {
                assertThat(cursor.next()).isFalse();
                discardAndWrap();
                discardAndWrap();
                assertThatThrownBy(cursor::next)
                        .isInstanceOfSatisfying(
                                SequenceOutOfRangeException.class,
                                e -> assertThat(e.firstSequence()).isEqualTo(writer.firstSequence()));
            }
            Records.verify(reader, MOST_BYTES);
            Records.append(writer, 30, MOST_BYTES, Durability.each());
            try (LogCursor cursor = reader.cursor(reader.lastSequence() + 1)) {
                assertThat(cursor.next(Duration.ofSeconds(20))).isTrue();
            }
            Records.verify(reader, MOST_BYTES);
            assertThat(reader.lastSequence()).isEqualTo(writer.lastSequence());
            assertThat(reader.durableSequence()).isGreaterThanOrEqualTo(writer.firstSequence() - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderOfAnEmptyLogFindsItsFirstSegmentGone(Layout layout) throws IOException {
        openWriter(layout);
        try (HybridLog reader = openReader()) {
            for (int i = 0; i < 3; i++) {
                discardAndWrap();
                writer.sealTail();
                writer.discardBefore(writer.lastSequence() + 1);
            }
            assertThat(writer.firstSequence()).as("it is empty").isEqualTo(writer.lastSequence() + 1);
            assertThatThrownBy(() -> reader.read(0))
                    .isInstanceOf(SequenceOutOfRangeException.class)
                    .hasMessageContaining("the log is empty, and goes on with " + writer.firstSequence());
        }
    }

    /** In front of each opening of a file that a read needs. */
    @ParameterizedTest
    @EnumSource
    void itMayGoInTheMiddleOfARead(Layout layout) throws IOException {
        openWriter(layout);
        List<Long> gone = new ArrayList<>();
        for (int nth = 1; nth <= 6; nth++) {
            try (HybridLog reader = openReader()) {
                long first = reader.firstSequence();
                long last = reader.lastSequence();
                seam.bend("open", call -> call.file().startsWith(path.toString()), nth, 1, (call, real) -> {
                    discardAndWrap();
                    return real.make(call.copy());
                });
                for (long sequence = first; sequence <= last; sequence++) {
                    for (Way way : Way.values()) {
                        assertReadOrOutOfRange(reader, way, sequence);
                    }
                }
                assertThat(seam.fired()).as("race at %d", nth).isEqualTo(1);
                seam.straighten();
                gone.add(writer.firstSequence() - first);
                assertThatThrownBy(() -> reader.read(first)).isInstanceOf(SequenceOutOfRangeException.class);
                Records.verify(reader, MOST_BYTES);
            }
        }
        assertThat(gone).allMatch(count -> count > 0);
    }

    /** Headers were read by then; the places of the segments are used again before they are scanned. */
    private Verification verifyWhile(Crew.Work work) throws IOException {
        return Verification.run(path, bytes -> {
            if (bytes == 0) {
                assertThatCode(work::run).doesNotThrowAnyException();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aVerificationLeavesOutWhatIsDiscardedBeforeItIsScanned(Layout layout) throws IOException {
        openWriter(layout);
        long first = writer.segments().get(writer.segments().size() - 1).firstSequence();

        Verification found = verifyWhile(() -> {
            writer.discardBefore(first);
            fill();
        });

        assertThat(writer.firstSequence()).isEqualTo(first);
        assertThat(found.problems()).isEmpty();
        assertThat(found.segments()).isEqualTo(1);
        assertThat(found.firstSequence()).isEqualTo(first);
        assertThat(found.lastSequence()).isGreaterThanOrEqualTo(first);
        assertThat(found.records()).isEqualTo(found.lastSequence() + 1 - first);
    }

    /** Nothing would be left to call intact. */
    @ParameterizedTest
    @EnumSource
    void aVerificationFailsIfAllIsDiscardedBeforeItIsScanned(Layout layout) throws IOException {
        openWriter(layout);

        assertThatThrownBy(() -> verifyWhile(this::discardAndWrap))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("all of it was discarded");
    }

    /** A writer that completes a segment cuts off what it had prepared. */
    @ParameterizedTest
    @EnumSource
    void theTailMayBeCutOffWhileItIsLookedAt(Layout layout) throws IOException {
        openWriter(layout);
        for (int nth = 1; nth <= 4; nth++) {
            writer.sealTail();
            Records.append(writer, 1, MOST_BYTES, Durability.each());
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(reader.lastSequence() + 1)) {
                Records.append(writer, 2, MOST_BYTES, Durability.each());
                seam.bend("open", call -> call.file().startsWith(path.toString()), nth, 1, (call, real) -> {
                    writer.sealTail();
                    return real.make(call.copy());
                });
                Records.append(writer, 2, MOST_BYTES, Durability.each());
                while (cursor.next()) {
                    assertThat(cursor.payload()).isEqualTo(Records.of(cursor.sequence(), MOST_BYTES));
                }
                assertThat(seam.fired()).as("cut at %d", nth).isEqualTo(1);
                seam.straighten();
                assertThat(cursor.nextSequence()).isEqualTo(writer.lastSequence() + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageIsNotTakenForADiscard(Layout layout) throws IOException {
        openWriter(layout);
        LogImage image = LogImage.of(path);
        try (HybridLog reader = openReader()) {
            LogImage.Found oldest = image.segments().get(0);
            LogImage.Found second = image.segments().get(1);
            image.flip(oldest.place(), 20);
            image.flip(oldest.place(), 200);
            assertDamaged(reader, 0);
            image.flip(oldest.place(), 20);
            image.zero(second.place(), 0, 200); // As if discarded, but the one before is there.
            assertDamaged(reader, second.header().baseSequence());
        }
    }

    /** Records of a file that is open can be read until it is closed, whoever has deleted it; so damage is met, too. */
    @Test
    void damageInAFileThatWasDiscardedIsTold() throws IOException {
        openWriter(Layout.DIRECTORY);
        try (HybridLog reader = openReader()) {
            Records.verify(reader, 1, MOST_BYTES);
            LogImage image = LogImage.of(path);
            image.zero(image.segments().get(0).place(), SegmentHeader.BYTES, 100);
            discardAndWrap();

            assertThat(writer.firstSequence()).isGreaterThan(1);
            Records.verify(reader, 1, MOST_BYTES);
            assertDamaged(reader, 0);
        }
    }

    private static void assertDamaged(HybridLog reader, long sequence) {
        for (Way way : Way.values()) {
            assertThatThrownBy(() -> way.take(reader, sequence)).as("%s", way).isInstanceOf(DamagedLogException.class);
        }
    }

    @Test
    void aLogThatIsGoneAsAWholeWasNotDiscarded() throws IOException {
        openWriter(Layout.DIRECTORY);
        writer.close();
        try (HybridLog reader = openReader()) {
            LogImage.delete(path);
            assertThatThrownBy(() -> reader.read(0))
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("not there any more");
        }
        Files.createDirectory(path);
    }

    @Test
    void whatSomebodyHoldsIsNotChangedUnderHisHands() throws IOException {
        openWriter(Layout.SINGLE_FILE);
        LogOptions mapped =
                readOnly().sealed(ModeChoice.require(RangeMode.CACHED_MAPPED)).build();
        try (HybridLog reader = HybridLog.open(Environments.of(seam), path, mapped);
                LogCursor cursor = reader.cursor(0)) {
            assertThat(reader.ranges(0)).anyMatch(range -> range.mode() == RangeMode.CACHED_MAPPED);
            ByteBuf held = reader.read(0);
            assertThat(cursor.next()).isTrue();
            try {
                discardAndWrap();
                assertThat(LogImage.of(path).segments())
                        .as("the slot is used again")
                        .anyMatch(found -> found.place().offset() == 0);
                assertThat(held).isEqualTo(Records.of(0, MOST_BYTES));
                assertThat(cursor.payload()).isEqualTo(Records.of(0, MOST_BYTES));
            } finally {
                held.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lookingUpATimeBeginsWithWhatThereIs(Layout layout) throws IOException {
        openWriter(layout);
        try (HybridLog reader = openReader()) {
            discardAndWrap();
            try (LogCursor cursor = reader.cursor(Instant.EPOCH)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.sequence()).isEqualTo(writer.firstSequence());
            }
            assertThat(reader.segments().get(0).firstSequence()).isEqualTo(writer.firstSequence());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theListOfSegmentsLeavesOutWhatIsGone(Layout layout) throws IOException {
        openWriter(layout);
        try (HybridLog reader = openReader()) {
            writer.discardBefore(writer.lastSequence());
            discardAndWrap();
            reader.segments();
            assertThatThrownBy(() -> reader.read(0)).isInstanceOf(SequenceOutOfRangeException.class);
            assertThat(reader.segments())
                    .allMatch(segment -> segment.firstSequence() >= writer.firstSequence())
                    .isNotEmpty();
        }
    }
}
