package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recovery makes of logs of which not all was written that was appended or being discarded: that is no damage. */
@Tag("no-disk")
class TornLogTest extends CopiedLog {
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
