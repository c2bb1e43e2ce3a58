package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recovery makes of logs of which not all was written that was appended or being discarded: that is no damage. */
@Tag("no-disk")
class TornLogTest extends CopiedLog {
    /** Words that no other header tells: number, base sequence, incarnation, time, footer and checksum. */
    private static final int OF_THEIR_OWN = 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 9 | 1 << 15;

    /** But for one that lacks a single bit, which is read: nobody knows whether a power cut took it, or it is damaged. */
    @ParameterizedTest
    @EnumSource
    void aHalfWrittenHeaderOfTheNextSegmentIsLeftOver(Layout layout) throws IOException {
        appendOverARoll(layout);
        LogImage.Found next = LogImage.of(path).segments().get(1);
        for (int word = 0; word < SegmentHeader.BYTES; word += 8) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found torn = image.segments().get(1);
            int missing = BitSet.valueOf(image.read(torn.place(), word, 8)).cardinality();
            image.zero(torn.place(), word, 8);
            if (missing > 0) {
                assertRecovered(layout, missing == 1 ? 799 : next.header().baseSequence() - 1);
            }
        }
    }

    /** Nothing was forced since the log was made, and the tail lies in the second segment; the writer is killed. */
    private void appendOverARoll(Layout layout) throws IOException {
        appendUnforced(layout, 800, 2);
    }

    private void appendUnforced(Layout layout, int records, int segments) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            Records.append(log, records, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSize(segments);
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

    /** The medium may take up the headers of several segments before a power cut, and of each only some words. */
    @ParameterizedTest
    @EnumSource
    void halfWrittenHeadersOfSeveralSegmentsAreLeftOver(Layout layout) throws IOException {
        appendUnforced(layout, 2_400, 4);
        for (int word = 0; word < SegmentHeader.BYTES - 8; word += 8) {
            LogImage image = LogImage.copy(path, copy);
            List<LogImage.Found> segments = image.segments();
            for (LogImage.Found torn : segments.subList(1, 4)) {
                image.zero(torn.place(), word, 8);
                image.zero(torn.place(), SegmentHeader.BYTES - 8, 8);
            }
            assertRecovered(layout, segments.get(1).header().baseSequence() - 1);
        }
    }

    /** All of the last segment was acknowledged by one force, so none of its records knows it, and the header must tell. */
    @ParameterizedTest
    @EnumSource
    void aHeaderWithoutItsNumberIsDamagedWhereAnotherWordIsWrong(Layout layout) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            log.force();
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        assertDamagedWithoutItsNumber(layout, 1);
    }

    /** Of a segment that is being discarded nothing but zeros is written. */
    @ParameterizedTest
    @EnumSource
    void aHeaderInFrontWithoutItsNumberIsDamagedWhereAnotherWordIsWrong(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            log.discardBefore(log.lastSequence());
            Records.append(log, 700, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSize(2);
        }
        assertDamagedWithoutItsNumber(layout, 0);
    }

    private void assertDamagedWithoutItsNumber(Layout layout, int segment) throws IOException {
        for (int at : new int[] {40, 48, 56, 72, 76, 124}) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found damaged = image.segments().get(segment);
            assertThat(damaged.header().segmentNumber()).isEqualTo(1);
            byte[] header = image.read(damaged.place(), 0, SegmentHeader.BYTES);
            Arrays.fill(header, 32, 40, (byte) 0);
            header[at] ^= 2;
            image.write(damaged.place(), 0, header);
            assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()))
                    .as("byte %d", at)
                    .isInstanceOf(DamagedLogException.class);
        }
    }

    /** A slot is used again, and what the power cut left of the new header stands in front of the old segment's records. */
    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aHalfWrittenHeaderInFrontOfADiscardedSegmentsRecordsIsLeftOver(Layout layout) throws IOException {
        AtomicReference<byte[]> inFrontOfTheHeader = new AtomicReference<>();
        FaultSeam seam = new FaultSeam();
        seam.bend("pwrite", call -> call.number(3) == 0, 1, Long.MAX_VALUE, (call, real) -> {
            byte[] slot = Arrays.copyOf(Files.readAllBytes(path), MIB);
            if (Arrays.equals(slot, 0, SegmentHeader.BYTES, new byte[SegmentHeader.BYTES], 0, SegmentHeader.BYTES)) {
                inFrontOfTheHeader.set(slot);
            }
            return real.make(call.copy());
        });
        try (HybridLog log =
                HybridLog.open(Environments.of(seam), path, options(layout).build())) {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            log.discardBefore(log.lastSequence());
            Records.append(log, 1_400, MOST_BYTES, Durability.onDemand());
            LogImage.copy(path, copy);
        }
        seam.assertNothingHeld();
        byte[] oldRecords = inFrontOfTheHeader.get();
        assertThat(Arrays.copyOfRange(oldRecords, MIB / 2, MIB / 2 + 100)).isNotEqualTo(new byte[100]);
        LogImage.copy(copy, path);
        LogImage.Found used = LogImage.of(path).segments().get(2);
        assertThat(used.place().offset()).as("the first slot").isZero();
        byte[] header = LogImage.of(path).read(used.place(), 0, SegmentHeader.BYTES);
        int words = SegmentHeader.BYTES / Long.BYTES;
        for (int missing = 1; missing < 1 << words; missing++) {
            if (Integer.bitCount(missing) == 1 || (missing & ~OF_THEIR_OWN) == 0) {
                byte[] torn = oldRecords.clone();
                System.arraycopy(header, 0, torn, 0, SegmentHeader.BYTES);
                for (int word = 0; word < words; word++) {
                    Arrays.fill(torn, 8 * word, 8 * word + ((missing >> word & 1) == 1 ? 8 : 0), (byte) 0);
                }
                LogImage.copy(path, copy).write(new SegmentPlace(copy, 0, Reading.TO_FOLLOW), 0, torn);
                assertRecovered(layout, used.header().baseSequence() - 1);
            }
        }
    }

    /** Or a header that is half written there would look like that of the old segment, damaged. */
    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aSlotIsUsedAgainWhenTheOldFirstRecordIsGoneForGood(Layout layout) throws IOException {
        closedLog(layout);
        int header = SegmentHeader.BYTES;
        int record = RecordLayout.HEADER_BYTES;
        SegmentPlace slot = new SegmentPlace(path, 0, Reading.TO_FOLLOW);
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> erasing = new AtomicReference<>();
        FaultSeam seam = new FaultSeam();
        seam.bend(
                "pwrite",
                call -> call.number(2) == record && call.number(3) == header,
                1,
                Long.MAX_VALUE,
                (call, real) -> {
                    LogImage.copy(path, copy);
                    erasing.set(Thread.currentThread());
                    return real.make(call.copy());
                });
        seam.bend(call -> Thread.currentThread() == erasing.get(), 1, Long.MAX_VALUE, (call, real) -> {
            calls.add(call.name());
            return real.make(call.copy());
        });
        try (HybridLog log =
                HybridLog.open(Environments.of(seam), path, options(layout).build())) {
            log.discardBefore(log.segments().get(1).firstSequence());
            assertThat(LogImage.of(path).read(slot, header, record))
                    .as("it may be viewed")
                    .isNotEqualTo(new byte[record]);
            log.sealTail(); // The slot is prepared for the segment behind the next one.
        }
        assertThat(calls).startsWith("fdatasync");
        seam.assertNothingHeld();
        assertThat(LogImage.of(path).read(slot, header, record)).containsOnly(0);
        assertThat(LogImage.of(copy).read(new SegmentPlace(copy, 0, Reading.TO_FOLLOW), 0, header))
                .containsOnly(0);
        assertRecovered(layout, 1_799);
    }

    /** What was never acknowledged is erased, one segment after the other; a power cut tears each of these erasures. */
    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void anOpeningMayBeCutAtAnyWordThatItErases(Layout layout) throws IOException {
        appendUnforced(layout, 2_400, 4);
        LogImage image = LogImage.of(path);
        LogImage.Found last = image.segments().get(0);
        List<Entry> records = records(last);
        Entry hole = records.get(records.size() / 2);
        image.zero(last.place(), hole.offset(), RecordLayout.recordBytes(hole.length()));

        Map<Integer, byte[]> erasures = erasuresOfAnOpening(layout);
        assertThat(erasures).hasSize(3);
        for (Map.Entry<Integer, byte[]> erasure : erasures.entrySet()) {
            int header = erasure.getKey();
            for (int word = header; word < header + SegmentHeader.BYTES; word += 8) {
                byte[] oneIsErased = erasure.getValue().clone();
                Arrays.fill(oneIsErased, word, word + 8, (byte) 0);
                byte[] oneIsLeft = erasure.getValue().clone();
                Arrays.fill(oneIsLeft, header, word, (byte) 0);
                Arrays.fill(oneIsLeft, word + 8, header + SegmentHeader.BYTES, (byte) 0);
                for (byte[] torn : List.of(oneIsErased, oneIsLeft)) {
                    Files.write(copy, torn);
                    try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
                        assertThat(log.lastSequence()).isEqualTo(hole.sequence() - 1);
                    }
                }
            }
            Files.write(copy, erasure.getValue());
            assertRecovered(layout, hole.sequence() - 1);
        }
    }

    /** By the offset of each header that is erased, all the file's bytes before that. */
    private Map<Integer, byte[]> erasuresOfAnOpening(Layout layout) throws IOException {
        LogImage.copy(path, copy);
        Map<Integer, byte[]> erasures = new LinkedHashMap<>();
        FaultSeam seam = new FaultSeam();
        seam.bend(TornLogTest::isOfHeader, 1, Long.MAX_VALUE, (call, real) -> {
            erasures.put((int) call.number(3), Files.readAllBytes(copy));
            return real.make(call.copy());
        });
        HybridLog.open(Environments.of(seam), copy, options(layout).build()).close();
        seam.assertNothingHeld();
        return erasures;
    }

    private static boolean isOfHeader(FaultSeam.Call call) {
        return call.name().equals("pwrite") && call.number(2) == SegmentHeader.BYTES && call.number(3) % MIB == 0;
    }
}
