package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.OpenMode;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The last segment of a log has holes, or all that a killed creation leaves is one: who only reads doesn't read them, and
 * finds what is damage all the same.
 */
@Tag("no-disk")
class SparseTailTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int SEGMENT_BYTES = 16 * MIB;
    private static final int MOST_BYTES = 3_000;

    private static LogOptions options(Layout layout, OpenMode mode) {
        return SmallLogs.options(layout)
                .segmentBytes(SEGMENT_BYTES)
                .openMode(mode)
                .build();
    }

    /** A log of one segment, in forced batches. */
    private SegmentPlace write(Layout layout, int records) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
            for (int i = 0; i < records; i += 100) {
                Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                log.force();
            }
        }
        return LogImage.of(path).segments().get(0).place();
    }

    private AtomicLong countBytesRead(SegmentPlace segment) {
        AtomicLong read = new AtomicLong();
        seam.bend(call -> call.name().startsWith("pread"), 1, Long.MAX_VALUE, (call, real) -> {
            Object count = real.make(call.copy());
            if (call.file().equals(segment.path().toString())) {
                read.addAndGet((Long) count);
            }
            return count;
        });
        return read;
    }

    @ParameterizedTest
    @EnumSource
    void aReaderReadsNoHoles(Layout layout) throws IOException {
        SegmentPlace segment = write(layout, 100);
        try (RandomAccessFile file = new RandomAccessFile(segment.path().toFile(), "rw")) {
            file.setLength(MIB); // All that was prepared behind it goes.
            file.setLength(SEGMENT_BYTES);
        }
        dropFromCache(segment);
        AtomicLong read = countBytesRead(segment);
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout, OpenMode.READ_ONLY))) {
            assertThat(log.lastSequence()).isEqualTo(99);
            assertThat(read.get()).as("bytes read to open it").isBetween(1L, 2L * MIB);
            assertThat(cachedPagesOfTheHole(segment))
                    .as("by the kernel's readahead")
                    .isZero();
            Records.verify(log, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderOfNothingButAHoleReadsNoMoreThanItsFirstPage(Layout layout) throws IOException {
        Path file = path;
        if (layout == Layout.DIRECTORY) {
            file = Files.createDirectory(path).resolve("0".repeat(19) + ".segment");
        }
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(SEGMENT_BYTES);
        }
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.READ_ONLY));
                LogCursor cursor = log.cursor(0)) {
            assertThat(cursor.next()).isFalse();
        }
        try (NativeFile hole = NativeFile.open(Posix.system(), file, OpenRequest.readWrite())) {
            assertThat(PageCache.residency(hole, 0, SEGMENT_BYTES).pagesResident())
                    .isLessThanOrEqualTo(1);
        }
    }

    /** A segment is missing, so every slot that may be free is looked at, in search of it. */
    @Test
    void freeSlotsThatAreHolesAreNotRead() throws IOException {
        List<SegmentPlace> places = new ArrayList<>();
        try (HybridLog log = HybridLog.open(path, options(Layout.SINGLE_FILE, OpenMode.CREATE_NEW))) {
            for (int i = 0; log.segments().size() < 5; i++) {
                log.append(Records.ofLength(i, 5 * MIB), Durability.onDemand());
            }
            log.force();
            LogImage.of(path).segments().forEach(found -> places.add(found.place()));
            log.discardBefore(log.segments().get(2).firstSequence());
        }
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readWrite())) {
            for (int free : new int[] {0, 1, 3}) {
                file.punchHole(places.get(free).offset(), SEGMENT_BYTES);
            }
        }
        AtomicLong read = countBytesRead(places.get(0));

        assertThatThrownBy(() ->
                        HybridLog.open(Environments.of(seam), path, options(Layout.SINGLE_FILE, OpenMode.READ_ONLY)))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("segment 3 is missing");
        // Damage is looked at twice, in the last segment and the one that was prepared behind it.
        assertThat(read.get()).as("bytes read").isBetween(1L, 5L * SEGMENT_BYTES);
    }

    private static void dropFromCache(SegmentPlace segment) throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), segment.path(), OpenRequest.readWrite())) {
            file.force();
            PageCache.drop(file, 0, SEGMENT_BYTES);
        }
    }

    private static long cachedPagesOfTheHole(SegmentPlace segment) throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), segment.path(), OpenRequest.readWrite())) {
            return PageCache.residency(file, MIB, SEGMENT_BYTES - MIB).pagesResident();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProofOfDamageIsFoundBehindAHole(Layout layout) throws IOException {
        SegmentPlace segment = write(layout, 8_000);
        try (NativeFile file = NativeFile.open(Posix.system(), segment.path(), OpenRequest.readWrite())) {
            assertThat(file.size()).isGreaterThan(10 * MIB);
            file.punchHole(2 * MIB, 6 * MIB);
        }
        for (OpenMode mode : new OpenMode[] {OpenMode.READ_ONLY, OpenMode.OPEN_EXISTING}) {
            assertThatThrownBy(() -> HybridLog.open(path, options(layout, mode)).close())
                    .as(mode.name())
                    .isInstanceOf(DamagedLogException.class)
                    .hasMessageContaining("was written when it was durable");
        }
    }
}
