package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Range;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log on a kernel before Linux 5.14, which can't prepare the pages of a mapping. */
@Tag("no-disk")
class UnpreparedPagesLogTest extends LogInMemory {
    private static final int MOST_BYTES = 3_000;

    @ParameterizedTest
    @EnumSource
    void aLogIsWrittenByCallsAndScannedByCopies(Layout layout) throws IOException {
        LogOptions options = LogOptions.builder()
                .layout(layout)
                .segmentBytes(1 << 20)
                .recoveryScan(RecoveryScan.ALL_RECORDS)
                .build();
        seam.beforePopulating();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
            log.force();
            List<SegmentInfo> segments = log.segments();
            assertThat(segments).hasSizeGreaterThan(2);
            Range tail = lastOf(log.ranges(lastOf(segments).number()));
            assertThat(tail.mode()).isEqualTo(RangeMode.BUFFERED);
            assertThat(tail.reason()).contains("POPULATE_WRITE is missing");
        }
        int asked = seam.fired();
        assertThat(asked).isPositive();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            assertThat(seam.fired()).as("populates of the scan, refused").isGreaterThan(asked);
            assertThat(log.lastSequence()).isEqualTo(1_999);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
    }

    private static <T> T lastOf(List<T> list) {
        return list.get(list.size() - 1);
    }
}
