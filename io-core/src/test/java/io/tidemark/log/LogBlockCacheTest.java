package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.BlockCache;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log whose sealed segments keep their blocks where it is told to. */
class LogBlockCacheTest extends LogAtHand {
    private static final int SEGMENTS = 3;

    @ParameterizedTest
    @EnumSource
    void allSegmentsKeepTheirBlocksInTheCacheThatTheLogWasGiven(Layout layout) throws IOException {
        try (BlockCache cache = BlockCache.ofBytes(1 << 20)) {
            LogOptions options = SmallLogs.options(layout)
                    .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                    .blockCache(cache)
                    .build();
            assertThat(options.toBuilder().build().blockCache()).containsSame(cache);
            try (HybridLog log = HybridLog.open(path, options)) {
                for (int i = 0; i < SEGMENTS; i++) {
                    log.append(Records.ofLength(i, 100), Durability.onDemand());
                    log.sealTail();
                }
            }
            try (HybridLog log = HybridLog.open(path, options)) {
                for (int sequence = 0; sequence < SEGMENTS; sequence++) {
                    log.read(sequence).release();
                }
            }
            assertThat(cache.statistics().loads()).isEqualTo(SEGMENTS);
        }
    }
}
