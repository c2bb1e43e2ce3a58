package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A log is open for reading while a crash takes back what was appended without being forced. The next writer goes on in
 * front of it, with other records.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class CutBackLogTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;

    /** So that nobody takes a record of the second writer for one of the first. */
    private static final long OTHER = 1_000_000;

    private static final Duration LONG = Duration.ofSeconds(10);

    private Layout layout;
    private LogSnapshot kept;

    private HybridLog openWriter() throws IOException {
        return HybridLog.open(path, SmallLogs.options(layout).build());
    }

    private HybridLog openReader() throws IOException {
        return HybridLog.open(Environments.of(seam), path, SmallLogs.readOnly().build());
    }

    /** Five records that stay, and so many that a crash may take: their writer dies as soon as somebody may read them. */
    private void write(Layout chosen, int taken) throws IOException {
        write(chosen, taken, writer -> {});
    }

    private void write(Layout chosen, int taken, LastDeed lastDeed) throws IOException {
        layout = chosen;
        LogSnapshot left;
        try (HybridLog writer = openWriter()) {
            Records.append(writer, 5, MOST_BYTES, Durability.each());
            kept = LogSnapshot.of(path);
            Records.append(writer, taken, MOST_BYTES, Durability.onDemand());
            lastDeed.of(writer);
            left = LogSnapshot.of(path);
        }
        left.putBack();
    }

    /** As {@link #write}, up to the end of a segment; nothing is there of the one behind it. */
    private void writeSealed(Layout chosen) throws IOException {
        write(chosen, 5, HybridLog::sealTail);
        LogImage image = LogImage.of(path);
        image.zero(image.segments().get(1).place(), 0, SegmentHeader.BYTES);
    }

    private interface LastDeed {
        void of(HybridLog writer) throws IOException;
    }

    private static void appendOther(HybridLog writer, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            writer.append(Records.of(OTHER + writer.lastSequence() + 1, MOST_BYTES), Durability.onDemand());
        }
        writer.force();
    }

    /** What is taken is lost, and a next writer appends so many others. */
    private void crash(int others) throws IOException {
        kept.putBack();
        try (HybridLog next = openWriter()) {
            assertThat(next.lastSequence()).isEqualTo(4);
            appendOther(next, others);
        }
    }

    private static void readTo(LogCursor cursor, long last) throws IOException {
        while (cursor.nextSequence() <= last) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.payload()).isEqualTo(Records.of(cursor.sequence(), MOST_BYTES));
        }
    }

    private static void readOtherTo(LogCursor cursor, long last) throws Exception {
        while (cursor.nextSequence() <= last) {
            assertThat(cursor.next(LONG)).isTrue();
            assertThat(cursor.payload()).isEqualTo(Records.of(OTHER + cursor.sequence(), MOST_BYTES));
        }
    }

    private static void assertOther(HybridLog reader, long sequence) throws IOException {
        ByteBuf read = reader.read(sequence);
        try {
            Records.assertIs(Records.of(OTHER + sequence, MOST_BYTES), read, sequence);
        } finally {
            read.release();
        }
    }

    private void assertTold(LogCursor cursor) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cursor.next(LONG))
                    .isInstanceOfSatisfying(
                            LogCutBackException.class,
                            e -> assertThat(e.sequence()).isEqualTo(5))
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("from sequence 5 on")
                    .hasMessageContaining("begin to read anew");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWasShownMoreThanTheNextWriterHasIsTold(Layout layout) throws Exception {
        write(layout, 10);
        for (int others : new int[] {0, 1, 9}) {
            LogSnapshot whole = LogSnapshot.of(path);
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(0)) {
                readTo(cursor, 14);
                assertThat(cursor.next()).isFalse();
                crash(others);
                assertTold(cursor);
                assertThat(reader.lastSequence()).isEqualTo(4 + others);
            }
            whole.putBack();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWasShownLessThanTheNextWriterHasIsToldOfNoDamage(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 14);
            crash(30);
            assertTold(cursor);
            assertThat(reader.lastSequence()).isEqualTo(34);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldWhileItWaits(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 14);
            try (Crew crew = new Crew()) {
                Thread waiting = crew.once("who waits", () -> assertTold(cursor));
                Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
                crash(2);
            }
        }
    }

    /** Nothing that is shown is at the end of what lies there. */
    @ParameterizedTest
    @EnumSource
    void whatIsLeftBehindTheRecordThatWasLostDeceivesNobody(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 14);
            assertThat(cursor.next()).isFalse();
            LogImage image = LogImage.of(path);
            image.zero(image.segments().get(0).place(), offsetBehind(5), 32);
            openWriter().close();
            assertTold(cursor);
        }
    }

    /** Behind so many records of a first segment, and the one that opens it. */
    private static long offsetBehind(int records) {
        long offset = SegmentHeader.BYTES + RecordLayout.HEADER_BYTES;
        for (int i = 0; i < records; i++) {
            offset += RecordLayout.recordBytes(Records.of(i, MOST_BYTES).readableBytes());
        }
        return offset;
    }

    @ParameterizedTest
    @EnumSource
    void whoseSegmentWasTakenBackAsAWholeIsTold(Layout layout) throws Exception {
        write(layout, 2_000);
        LogSnapshot whole = LogSnapshot.of(path);
        for (int others : new int[] {0, 1, 900, 1_500, 3_000}) {
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(0)) {
                readTo(cursor, 2_004);
                assertThat(cursor.next()).isFalse();
                assertThat(reader.segments()).hasSizeGreaterThan(2);
                crash(others);
                assertTold(cursor);
                Records.verify(reader, 4, MOST_BYTES);
                assertThat(reader.lastSequence()).isEqualTo(4 + others);
            }
            whole.putBack();
        }
    }

    /** What nobody has read isn't open, and its file may be shorter by then. */
    @ParameterizedTest
    @EnumSource
    void whoHasReadNothingOfWhatWasTakenBackIsTold(Layout layout) throws Exception {
        write(layout, 2_000);
        LogSnapshot whole = LogSnapshot.of(path);
        for (int others : new int[] {0, 1, 20}) {
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(2_005)) {
                assertThat(cursor.next()).isFalse();
                crash(others);
                assertTold(cursor);
                Records.verify(reader, 4, MOST_BYTES);
            }
            whole.putBack();
        }
    }

    /** The bytes of what was taken back lie there yet, in a segment of which only the name or the header is gone. */
    @ParameterizedTest
    @EnumSource
    void whoIsFarBehindIsToldSoon(Layout layout) throws Exception {
        write(layout, 2_000);
        LogSnapshot whole = LogSnapshot.of(path);
        kept.putBack();
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 4);
            whole.putBack();
            readTo(cursor, 904);
            assertThat(reader.lastSequence()).isLessThan(1_100);
            dropSegmentsBehindTheFirst();
            openWriter().close();
            assertThatThrownBy(() -> readSlowly(cursor)).isInstanceOf(LogCutBackException.class);
            assertThat(reader.lastSequence()).isEqualTo(4);
            assertTold(cursor);
        }
    }

    /** For twenty seconds, which the rest of a segment takes. */
    private static void readSlowly(LogCursor cursor) throws Exception {
        for (int i = 0; i < 400; i++) {
            readTo(cursor, cursor.nextSequence());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** And what was behind the fifth record of that. */
    private void dropSegmentsBehindTheFirst() throws IOException {
        LogImage image = LogImage.of(path);
        for (LogImage.Found found : image.segments()) {
            if (found.header().segmentNumber() == 0) {
                int behind = (int) offsetBehind(5);
                image.zero(found.place(), behind, (int) found.header().segmentBytes() - behind);
            } else if (layout == Layout.DIRECTORY) {
                Files.delete(found.place().path());
            } else {
                image.zero(found.place(), 0, SegmentHeader.BYTES);
            }
        }
    }

    /** Nothing is there yet of the segment behind it. */
    @ParameterizedTest
    @EnumSource
    void whoWaitsBehindASealThatWasTakenBackIsTold(Layout layout) throws Exception {
        writeSealed(layout);
        LogSnapshot whole = LogSnapshot.of(path);
        for (int others : new int[] {0, 1, 20}) {
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(0)) {
                readTo(cursor, 9);
                assertThat(cursor.next()).isFalse();
                crash(others);
                assertTold(cursor);
            }
            whole.putBack();
        }
    }

    /** The other log's segments end where those of the first one did. */
    @ParameterizedTest
    @EnumSource
    void whoWaitsBehindASealIsToldThoughTheNextSegmentBeginsThere(Layout layout) throws Exception {
        writeSealed(layout);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 9);
            kept.putBack();
            try (HybridLog next = openWriter()) {
                appendOther(next, 5);
                next.sealTail();
                appendOther(next, 5);
            }
            assertTold(cursor);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsShownOnlyWhatIsDurableGoesOn(Layout layout) throws Exception {
        write(layout, 900);
        LogSnapshot whole = LogSnapshot.of(path);
        for (int others : new int[] {2, 30, 1_500}) {
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(0, Visibility.DURABLE);
                    LogCursor ahead = reader.cursor(905, Visibility.DURABLE);
                    LogCursor told = reader.cursor(0)) {
                readTo(told, 904);
                readTo(cursor, reader.durableSequence());
                assertThat(cursor.next()).as("nothing proves more").isFalse();
                crash(others);
                assertTold(told);
                readTo(cursor, 4);
                readOtherTo(cursor, 4L + others);
                assertThat(cursor.next()).isFalse();
                assertThat(ahead.next()).isEqualTo(others > 900);
                assertThat(reader.durableSequence()).isEqualTo(4 + others);
            }
            whole.putBack();
        }
    }

    /** As the mark of an orderly close, and what the next writer opens with. */
    @ParameterizedTest
    @EnumSource
    void whatTheLogHasWrittenForItselfMayBeTakenBack(Layout layout) throws Exception {
        write(layout, 0);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 4);
            for (int i = 0; i < 3; i++) {
                kept.putBack();
                openWriter().close();
                assertThat(cursor.next()).isFalse();
            }
            crash(3);
            readOtherTo(cursor, 7);
            assertThat(cursor.next()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStaysIsReadWhileSomebodyFindsOutWhatDoesNot(Layout layout) throws Exception {
        write(layout, 10);
        LogSnapshot whole = LogSnapshot.of(path);
        for (int round = 0; round < 10; round++) {
            AtomicBoolean isOver = new AtomicBoolean();
            try (HybridLog reader = openReader();
                    LogCursor cursor = reader.cursor(0);
                    Crew crew = new Crew()) {
                readTo(cursor, 14);
                crew.once("who reads", () -> {
                    while (!isOver.get()) {
                        for (int i = 0; i < 5; i++) {
                            Records.verify(reader, i, MOST_BYTES);
                        }
                        try (LogCursor other = reader.cursor(0)) {
                            readTo(other, 4);
                        }
                    }
                });
                crash(round);
                assertTold(cursor);
                isOver.set(true);
            }
            whole.putBack();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStaysIsReadBySequence(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 14);
            crash(2);
            assertTold(cursor);
            for (int i = 0; i < 5; i++) {
                Records.verify(reader, i, MOST_BYTES);
            }
            assertThatThrownBy(() -> reader.read(7))
                    .isInstanceOf(SequenceOutOfRangeException.class)
                    .hasMessageContaining("the log holds 0 to 6");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsARecordThatWasTakenBackBeforeAnybodyHasNoticedIsToldOfNoDamage(Layout layout) throws Exception {
        write(layout, 10);
        for (int others : new int[] {0, 30}) {
            LogSnapshot whole = LogSnapshot.of(path);
            try (HybridLog reader = openReader()) {
                assertThat(reader.lastSequence()).isEqualTo(14);
                crash(others);
                for (int i = 14; i >= 5; i--) {
                    long sequence = i;
                    if (others == 0) {
                        assertThatThrownBy(() -> reader.read(sequence)).isInstanceOf(SequenceOutOfRangeException.class);
                    } else {
                        assertOther(reader, sequence);
                    }
                }
                assertThat(reader.lastSequence()).isEqualTo(4 + others);
            }
            whole.putBack();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForARecordToBeDurableThatIsTakenBackIsTold(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                Crew crew = new Crew()) {
            Thread waiting = crew.once(
                    "who waits",
                    () -> assertThatThrownBy(() -> reader.awaitDurable(12, LONG))
                            .isInstanceOf(LogCutBackException.class));
            Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
            crash(2);
        }
    }

    /** Its creation was never durable, so the next writer makes another log of what is left. */
    @Test
    void aLogThatWasTakenBackAsAWholeIsCutBack() throws Exception {
        layout = Layout.SINGLE_FILE;
        try (HybridLog writer = openWriter()) {
            assertThat(writer.lastSequence()).isEqualTo(-1);
            kept = LogSnapshot.of(path);
            Records.append(writer, 5, MOST_BYTES, Durability.onDemand());
        }
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 4);
            kept.putBack();
            try (HybridLog next = openWriter()) {
                appendOther(next, 7);
            }
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(LogCutBackException.class)
                    .hasMessageContaining("from sequence 0 on");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheNextWriterDiscardsIsOutOfRange(Layout layout) throws Exception {
        write(layout, 10);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 3);
            kept.putBack();
            try (HybridLog next = openWriter()) {
                for (int i = 0; i < 3; i++) {
                    appendOther(next, 10);
                    next.sealTail();
                    next.discardBefore(next.lastSequence() + 1);
                }
            }
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> readTo(cursor, 1_000)).isInstanceOf(SequenceOutOfRangeException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoHasNotBeenShownWhatWasTakenBackGoesOn(Layout layout) throws Exception {
        write(layout, 900);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0);
                LogCursor told = reader.cursor(0)) {
            readTo(told, 904);
            crash(950);
            assertTold(told);
            readTo(cursor, 4);
            readOtherTo(cursor, 954);
            assertThat(cursor.next()).isFalse();
        }
    }

    /** It shows what it has read ahead. */
    @ParameterizedTest
    @EnumSource
    void whoIsInTheMiddleIsToldBeforeAnyOtherRecordIsShown(Layout layout) throws Exception {
        write(layout, 900);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            readTo(cursor, 3);
            crash(950);
            assertThatThrownBy(() -> readTo(cursor, 954)).isInstanceOf(LogCutBackException.class);
            assertTold(cursor);
        }
    }
}
