package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.format.RecordLayout;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a record may be is known before there is a log. */
@Tag("no-disk")
class LongestRecordTest extends LogInMemory {
    private static final long MIB = 1 << 20;

    private static long longest(long segmentBytes) {
        return LogOptions.builder().segmentBytes(segmentBytes).build().longestRecordBytes();
    }

    @ParameterizedTest
    @EnumSource
    void itFitsAndNoLongerOneDoes(Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).build();
        int longest = Math.toIntExact(options.longestRecordBytes());
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.append(Records.ofLength(0, longest))).isZero();
            assertThatThrownBy(() -> log.append(Records.ofLength(1, longest + 1)))
                    .isInstanceOf(RecordTooLongException.class)
                    .hasMessageContaining(Integer.toString(longest));
            assertThat(log.append(Records.ofLength(1, longest))).isEqualTo(1);
        }
    }

    @Test
    void itTakesAllButAFewBytesOfASegment() {
        for (long segmentBytes = MIB; segmentBytes <= 256 * MIB; segmentBytes *= 2) {
            assertThat(longest(segmentBytes)).isBetween(segmentBytes - 512, segmentBytes - 1);
        }
    }

    @Test
    void inVeryLongSegmentsTheLengthFieldIsTheLimit() {
        assertThat(longest(512 * MIB)).isEqualTo(RecordLayout.MAX_LENGTH);
        assertThat(longest(1024 * MIB)).isEqualTo(RecordLayout.MAX_LENGTH);
    }
}
