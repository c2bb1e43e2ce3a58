package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A direct tail writes, and even forces, by itself when its ring fills up. So the next segment may be on the medium when
 * the end of the one before is still in memory; a kill then takes what was never acknowledged, and nothing else.
 */
@Tag("no-disk")
class UnforcedRollTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aKillAfterRollsWithoutAForceIsNoDamage(Layout layout, RangeMode mode) throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path path = place.directory().resolve("log");
            Path copy = place.directory().resolve("copy");
            LogOptions options = LogOptions.builder()
                    .layout(layout)
                    .segmentBytes(MIB)
                    .tailBufferBytes(128 << 10)
                    .tail(ModeChoice.require(mode))
                    .build();
            try (HybridLog log = HybridLog.open(path, options)) {
                Records.append(log, 100, MOST_BYTES, Durability.each());
                for (int i = 0; i < 8; i++) {
                    for (int j = 0; j < 250; j++) {
                        ByteBuf record = Records.of(log.lastSequence() + 1, MOST_BYTES);
                        log.append(record, Durability.onDemand());
                    }
                    LogImage.copy(path, copy);
                    verifyCopy(copy, options);
                }
                assertThat(log.durableSequence()).isEqualTo(99);
            }
        }
    }

    private static void verifyCopy(Path copy, LogOptions options) throws IOException {
        LogOptions all =
                options.toBuilder().recoveryScan(RecoveryScan.ALL_RECORDS).build();
        long last;
        try (HybridLog log = HybridLog.open(copy, options)) {
            last = log.lastSequence();
            assertThat(last).isGreaterThanOrEqualTo(99);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        try (HybridLog log = HybridLog.open(copy, all)) {
            assertThat(log.lastSequence()).isEqualTo(last + 10);
            Records.verify(log, MOST_BYTES);
        }
    }
}
