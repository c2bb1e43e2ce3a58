package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam.Call;
import io.tidemark.file.FaultSeam.Real;
import io.tidemark.file.access.DeviceForces;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.testing.Needs;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scan of a segment wants next is on its way already, and nothing behind the segment is. */
@Tag("no-dax")
class ColdScanTest extends LogAtHand {
    private static final int SEGMENT_BYTES = 8 << 20;
    private static final int RECORD_BYTES = 1000;
    private static final int LEAD_BYTES = 64 << 10;

    /** Up to where was asked for; offsets in the log's file. */
    private long asked;

    @BeforeEach
    void noteWhatIsAskedFor() {
        seam.bend("readahead", call -> true, 1, Long.MAX_VALUE, this::note);
    }

    private Object note(Call call, Real real) throws Throwable {
        asked = Math.max(asked, call.number(1) + call.number(2));
        return real.make(call.copy());
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void aScanOfAColdSegmentIsReadAheadOf(RangeMode sealed) throws IOException {
        LogOptions options = LogOptions.builder()
                .segmentBytes(SEGMENT_BYTES)
                .sealed(ModeChoice.require(sealed))
                .build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            fillFirstSegment(log);
            SegmentInfo segment = log.segments().get(0);
            dropFromCache(segment.offset(), segment.lengthBytes());
            asked = 0;
            long position = segment.offset() + SegmentHeader.BYTES;
            try (LogCursor cursor = log.cursor(0)) {
                for (long sequence = 0; sequence < segment.recordCount(); sequence++) {
                    assertThat(cursor.next()).isTrue();
                    position += RecordLayout.recordBytes(RECORD_BYTES);
                    assertThat(asked)
                            .as("asked for when record %d is read", sequence)
                            .isBetween(
                                    Math.min(position + LEAD_BYTES, behind(segment)), segment.offset() + SEGMENT_BYTES);
                }
            }
        }
    }

    /** What is read at once has a buffer to itself. */
    @Test
    void betweenForcesAScanWantsAQuarterOfAMebibyteAtOnceAndElseAllOfOne() throws Exception {
        CountingAllocator allocator = new CountingAllocator();
        LogOptions options = LogOptions.builder()
                .segmentBytes(SEGMENT_BYTES)
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .allocator(allocator)
                .build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            fillFirstSegment(log);
            allocator.forgetLargest();
            DeviceForces forces = DeviceForces.on(device());
            forces.begin();
            scan(log);
            forces.end();
            assertThat(allocator.largestBytes()).as("while something is forced").isEqualTo(256 << 10);
            Crew.await("no more forces are expected", () -> !forces.areExpected());
            scan(log);
            assertThat(allocator.largestBytes()).as("while nothing is").isEqualTo(1 << 20);
        }
    }

    /** By one question for what is read, and one for what comes next; no page is read once more, or touched beforehand. */
    @Test
    void aScanOfASegmentThatIsInMemoryAsksItsMappingOnly() throws Exception {
        LogOptions options = LogOptions.builder()
                .segmentBytes(SEGMENT_BYTES)
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            fillFirstSegment(log);
            Reclaim.allowFor(() -> {
                scan(log);
                int asked = seam.count("mincore");
                int read = seam.count("readahead");
                int counted = seam.count("cachestat");
                scan(log);
                assertThat(seam.count("readahead")).isEqualTo(read);
                assertThat(seam.count("cachestat")).isEqualTo(counted);
                assertThat(seam.count("mincore") - asked)
                        .as("calls, for chunks of a quarter of a mebibyte at least but for the first")
                        .isBetween(SEGMENT_BYTES >> 20, 2 * (SEGMENT_BYTES / (256 << 10) + 5));
            });
        }
    }

    private long device() throws IOException {
        try (NativeFile file = NativeFile.open(seam.posix(), path, OpenRequest.readOnly())) {
            return file.device();
        }
    }

    /** And seals it. */
    private static void fillFirstSegment(HybridLog log) throws IOException {
        ByteBuf record = Records.ofLength(1, RECORD_BYTES);
        while (log.statistics().rolls() == 0) {
            log.append(record, Durability.onDemand());
        }
        log.sealTail();
    }

    /** All of the first segment. */
    private static void scan(HybridLog log) throws IOException {
        try (LogCursor cursor = log.cursor(0)) {
            for (long left = log.segments().get(0).recordCount(); left > 0; left--) {
                assertThat(cursor.next()).isTrue();
            }
        }
    }

    /** Where its last record ends. */
    private static long behind(SegmentInfo segment) {
        return segment.offset() + SegmentHeader.BYTES + segment.recordCount() * RecordLayout.recordBytes(RECORD_BYTES);
    }

    private void dropFromCache(long offset, long length) throws IOException {
        try (NativeFile file = NativeFile.open(seam.posix(), path, OpenRequest.readOnly())) {
            Needs.disk(file);
            file.force();
            PageCache.drop(file, offset, length);
        }
    }
}
