package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenMode;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.testing.Needs;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever opens a log for reading leaves the tail as it was in the page cache: nothing reads it from there. */
@Tag("no-dax")
class LookResidencyTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int SEGMENT_BYTES = 8 * MIB;
    private static final int RECORD_BYTES = 10_000;

    /** Its first page is read with the header. */
    private static final int HEADER_PAGES = 1;

    private static LogOptions.Builder options(Layout layout) {
        return LogOptions.builder().layout(layout).segmentBytes(SEGMENT_BYTES);
    }

    /** Two segments, of which the second one has some mebibytes; nothing of both is cached. */
    private List<SegmentPlace> write(Layout layout) throws IOException {
        LogImage.delete(path); // Of an attempt before.
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            while (log.segments().size() < 2) {
                log.append(Records.ofLength(log.lastSequence() + 1, RECORD_BYTES), Durability.onDemand());
            }
            for (int i = 0; i < 3 * MIB / RECORD_BYTES; i++) {
                log.append(Records.ofLength(log.lastSequence() + 1, RECORD_BYTES), Durability.onDemand());
            }
        }
        List<SegmentPlace> places =
                LogImage.of(path).segments().stream().map(LogImage.Found::place).toList();
        for (SegmentPlace place : places) {
            try (NativeFile file = open(place)) {
                Needs.disk(file);
                file.force();
                PageCache.drop(file, place.offset(), SEGMENT_BYTES);
            }
        }
        return places;
    }

    private static NativeFile open(SegmentPlace place) throws IOException {
        return NativeFile.open(Posix.system(), place.path(), OpenRequest.readOnly());
    }

    private static BitSet resident(SegmentPlace place) throws IOException {
        try (NativeFile file = open(place)) {
            return PageCache.residentPages(file, place.offset(), SEGMENT_BYTES);
        }
    }

    private void look(RecoveryScan scan) throws IOException {
        LogOptions readOnly = LogOptions.builder()
                .openMode(OpenMode.READ_ONLY)
                .recoveryScan(scan)
                .build();
        try (HybridLog log = HybridLog.open(path, readOnly)) {
            assertThat(log.segments()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTailIsNotCachedByIt(Layout layout) throws IOException {
        SegmentPlace tail = write(layout).get(1);
        assertThat(resident(tail).cardinality()).as("before").isZero();

        look(RecoveryScan.FOOTERS);

        assertThat(resident(tail).cardinality()).as("after").isLessThanOrEqualTo(HEADER_PAGES);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCachedOfTheTailStays(Layout layout) throws Exception {
        Reclaim.allowFor(() -> lookAtACachedTail(layout));
    }

    private void lookAtACachedTail(Layout layout) throws IOException {
        SegmentPlace tail = write(layout).get(1);
        try (NativeFile file = open(tail);
                NativeMemory target = NativeMemory.allocate(
                        Posix.system(), MIB, Posix.system().getpagesize())) {
            file.advise(0, 0, Advice.RANDOM); // Nothing more is on its way when it is read.
            file.readFully(target.address(), MIB, tail.offset() + MIB);
        }
        BitSet before = resident(tail);
        assertThat(before.cardinality())
                .as("read")
                .isEqualTo(MIB / Posix.system().getpagesize());

        look(RecoveryScan.FOOTERS);

        BitSet after = resident(tail);
        after.clear(0, HEADER_PAGES);
        assertThat(after).isEqualTo(before);
    }

    /** Whoever reads on finds it there. */
    @ParameterizedTest
    @EnumSource
    void whatIsSealedStaysCachedWhenAllOfItWasRead(Layout layout) throws Exception {
        Reclaim.allowFor(() -> {
            SegmentPlace sealed = write(layout).get(0);

            look(RecoveryScan.ALL_RECORDS);

            assertThat((long) resident(sealed).cardinality() * Posix.system().getpagesize())
                    .isGreaterThan(SEGMENT_BYTES - MIB);
        });
    }
}
