package io.tidemark.log.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.recovery.FooterReader;
import io.tidemark.log.recovery.ScanResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The index against a plain list of all records. */
@net.jqwik.api.Tag("no-disk")
class SparseIndexTest {
    /** One append; a length of -1 is a reopening. */
    record Step(int length, long timestamp) {}

    private record Entry(long offset, long sequence, long timestamp) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 300)),
                net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(2000, 20_000)),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(-1)));
        Arbitrary<Long> timestamps = Arbitraries.longs().between(-20, 60);
        return Combinators.combine(lengths, timestamps).as(Step::new).list().ofMaxSize(90);
    }

    @Property(tries = 300)
    void rebuiltByAScanItEqualsTheIncrementalOneAndTheFooters(@ForAll("steps") List<Step> steps) throws IOException {
        SegmentImage image = new SegmentImage(SegmentImage.header(2 << 20));
        append(image, steps);
        SparseIndex incremental = image.index();
        ScanResult unsealed = SegmentImage.scan(image.bytes(), image.ownHeader());
        assertThat(unsealed).isInstanceOfSatisfying(ScanResult.End.class, end -> {
            assertThat(end.offset()).isEqualTo(image.offset());
            assertThat(end.index().matches(incremental)).isTrue();
        });
        long footerOffset = image.offset();
        byte[] bytes = image.seal().bytes();
        assertThat(SegmentImage.scan(bytes, image.ownHeader()))
                .isInstanceOfSatisfying(
                        ScanResult.Sealed.class,
                        found -> assertThat(found.index().matches(incremental)).isTrue());
        FooterPlace place = new FooterPlace(footerOffset, (int) (bytes.length - footerOffset - 32));
        assertThat(FooterReader.read(SegmentImage.reader(bytes), image.ownHeader(), place))
                .hasValueSatisfying(
                        footer -> assertThat(footer.matches(incremental)).isTrue());
    }

    @Property(tries = 300)
    void lookUpsFindTheClosestEntryThatMissesNothing(@ForAll("steps") List<Step> steps) {
        SegmentImage image = new SegmentImage(SegmentImage.header(2 << 20));
        List<Entry> records = append(image, steps);
        SparseIndex index = image.index();
        for (long sequence = 995; sequence < 1000 + records.size() + 5; sequence++) {
            int entry = index.entryBySequence(sequence);
            if (sequence < 1000 || records.isEmpty()) {
                assertThat(entry).isEqualTo(-1);
                continue;
            }
            assertThat(index.sequence(entry)).isLessThanOrEqualTo(sequence);
            assertThat(records.get((int) index.sequence(entry) - 1000).offset()).isEqualTo(index.offset(entry));
            if (entry + 1 < index.entryCount()) {
                assertThat(index.sequence(entry + 1)).isGreaterThan(sequence);
            }
        }
        for (long time = -22; time < 63; time++) {
            assertTimeLookUp(index, records, time);
        }
    }

    private static void assertTimeLookUp(SparseIndex index, List<Entry> records, long time) {
        int entry = index.entryByTime(time);
        long first = -1;
        for (Entry record : records) {
            if (record.timestamp() >= time) {
                first = record.sequence();
                break;
            }
        }
        if (records.isEmpty()) {
            assertThat(entry).isEqualTo(-1);
        } else if (first < 0) {
            assertThat(index.highestTimestampMicros()).isLessThan(time);
        } else {
            assertThat(index.sequence(entry)).as("time %d", time).isLessThanOrEqualTo(first);
            assertThat(first - index.sequence(entry)).isBetween(0L, (long) records.size());
            if (entry + 1 < index.entryCount()) {
                assertThat(index.sequence(entry + 1)).as("time %d", time).isGreaterThanOrEqualTo(first);
            }
        }
    }

    @Example
    void entriesAreAtLeastAnIntervalApart() {
        for (long segmentBytes : new long[] {1 << 20, 64 << 20, 1 << 30}) {
            SparseIndex index = new SparseIndex(0, segmentBytes);
            for (long offset = 128; offset < segmentBytes; offset += 96) {
                index.add(offset, offset);
            }
            for (int entry = 1; entry < index.entryCount(); entry++) {
                assertThat(index.offset(entry) - index.offset(entry - 1))
                        .isBetween((long) SegmentSummary.INTERVAL_BYTES, SegmentSummary.INTERVAL_BYTES + 96L);
            }
            assertThat(index.entryCount()).isLessThanOrEqualTo(SegmentSummary.maxEntryCount(segmentBytes));
        }
    }

    @Example
    void itsMemoryStaysBelowHalfAPercentOfTheSegment() {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM counts no allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (long segmentBytes : new long[] {1 << 20, 64 << 20, 1 << 30}) {
            for (boolean isMadeAhead : new boolean[] {false, true}) {
                long before = threads.getCurrentThreadAllocatedBytes();
                SparseIndex index = isMadeAhead
                        ? new SparseIndex(0, SparseIndex.Entries.all(segmentBytes))
                        : new SparseIndex(0, segmentBytes);
                for (long offset = 128; offset < segmentBytes; offset += SegmentSummary.INTERVAL_BYTES) {
                    index.add(offset, offset);
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(index.entryCount()).isEqualTo(SegmentSummary.maxEntryCount(segmentBytes));
                assertThat(allocated).isBetween(16L * index.entryCount(), segmentBytes / 200);
            }
        }
    }

    @Example
    void anIndexInMemoryThatWasMadeAheadIsTheSameAlsoWhenItIsTrimmed() {
        SparseIndex growing = new SparseIndex(7, 4 << 20);
        SparseIndex ahead = new SparseIndex(7, SparseIndex.Entries.all(4 << 20));
        for (long offset = 128; offset < 3 << 20; offset += 1096) {
            growing.add(offset, offset);
            ahead.add(offset, offset);
        }
        assertThat(ahead.matches(growing)).isTrue();
        ahead.trim();
        assertThat(ahead.matches(growing)).isTrue();
        for (long offset = 3 << 20; offset < 4 << 20; offset += 1096) {
            growing.add(offset, offset);
            ahead.add(offset, offset);
        }
        assertThat(ahead.matches(growing)).isTrue();
    }

    private static List<Entry> append(SegmentImage image, List<Step> steps) {
        List<Entry> records = new ArrayList<>();
        for (Step step : steps) {
            if (image.offset() > (2 << 20) - 40_000) {
                break;
            }
            if (step.length() < 0) {
                image.reopen();
            } else {
                records.add(new Entry(image.offset(), 1000 + records.size(), step.timestamp()));
                image.append(new byte[step.length()], step.timestamp());
            }
        }
        return records;
    }
}
