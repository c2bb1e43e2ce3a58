package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One file of slots. */
@Tag("one-dax")
class SingleFileDiscardTest extends DiscardContract {
    private static final int MOST_BYTES = 100;

    @Override
    Layout layout() {
        return Layout.SINGLE_FILE;
    }

    @Test
    void aSlotIsNotUsedAgainUnderAViewThatOutlivedTheClose() throws IOException {
        Path path = place.directory().resolve("viewed");
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .build();
        ByteBuf view;
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            view = log.read(0);
            assertThat(view.isReadOnly()).as("no copy").isTrue();
        }
        try (HybridLog log = HybridLog.open(path, options)) {
            log.discardBefore(10);
        }
        long slots = useSlots(path, options);
        assertThat(view).isEqualTo(Records.of(0, MOST_BYTES));
        view.release();
        assertThat(useSlots(path, options)).as("the slot is used now").isEqualTo(slots);
    }

    /** Seals one more segment; how many slots there are then. */
    private static long useSlots(Path path, LogOptions options) throws IOException {
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            log.discardBefore(log.lastSequence() + 1);
            Records.append(log, 10, MOST_BYTES, Durability.each());
            return Files.size(path) / log.segmentBytes();
        }
    }
}
