package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.Salvage.Gap;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A block that shows what it held in an earlier life of the log gives back none of the records that were dropped then. */
@Tag("no-disk")
class RolledBackSalvageTest extends LogInMemory {
    private static final int BLOCK_BYTES = 4096;

    /** Of the records that are durable, so that the next one begins in the first quarter of a block. */
    private static final int DURABLE_BYTES = 56;

    private static final int DURABLE = 100;
    private static final int DROPPED_BYTES = 32;
    private static final int LATER_BYTES = 40;

    /** Tells records of a life from those that had the same sequences. */
    private static final long SECOND_LIFE = 1_000_000;

    private LogOptions options(Layout layout) {
        return SmallLogs.options(layout).durability(Durability.onDemand()).build();
    }

    private static void append(HybridLog log, long life, int count, int length) throws IOException {
        for (int i = 0; i < count; i++) {
            log.append(Records.ofLength(life + log.lastSequence() + 1, length));
        }
    }

    /** So many records are durable; of forty more, which are not, the first is torn when the writer is killed. */
    private void killInTheFirstLife(Layout layout) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout))) {
            append(log, 0, DURABLE, DURABLE_BYTES);
            log.force();
            append(log, 0, 40, DROPPED_BYTES);
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        LogImage image = LogImage.of(path);
        LogImage.Found segment = image.segments().get(0);
        image.flip(segment.place(), tornAt(segment) + RecordLayout.HEADER_BYTES);
    }

    private static long tornAt(LogImage.Found segment) throws IOException {
        long torn = RecordAt.of(segment).get(DURABLE).payloadOffset() - RecordLayout.HEADER_BYTES;
        assertThat(torn % BLOCK_BYTES).as("what is dropped lies in one block").isLessThan(BLOCK_BYTES / 4);
        return torn;
    }

    private Salvage salvage(Layout layout) throws IOException {
        return Salvage.run(path, rescued(), options(layout), bytes -> {});
    }

    private Path rescued() {
        return place.directory().resolve("rescued");
    }

    private static void assertIs(ByteBuf expected, HybridLog log, long sequence) throws IOException {
        ByteBuf record = log.read(sequence);
        Records.assertIs(expected, record, sequence);
        record.release();
    }

    @ParameterizedTest
    @EnumSource
    void whatRecoveryDroppedTakesNoPlaceOfAcknowledgedRecordsBehindTheBlock(Layout layout) throws IOException {
        killInTheFirstLife(layout);
        LogImage image = LogImage.of(path);
        LogImage.Found segment = image.segments().get(0);
        long block = DURABLE * (DURABLE_BYTES + RecordLayout.HEADER_BYTES) & -BLOCK_BYTES;
        byte[] old = image.read(segment.place(), block, BLOCK_BYTES);
        try (HybridLog log = HybridLog.open(path, options(layout))) {
            assertThat(log.lastSequence()).as("what was durable").isEqualTo(DURABLE - 1);
            append(log, SECOND_LIFE, 1, BLOCK_BYTES);
            append(log, SECOND_LIFE, 200, LATER_BYTES);
            log.force();
        }
        image.write(segment.place(), block, old);
        assertThatThrownBy(() -> HybridLog.open(path, options(layout))).isInstanceOf(DamagedLogException.class);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(DURABLE + 200, 0, new Gap(DURABLE, DURABLE + 1, DURABLE)));
        try (HybridLog log = HybridLog.open(rescued(), SmallLogs.readOnly().build())) {
            for (long sequence = 0; sequence < DURABLE; sequence++) {
                assertIs(Records.ofLength(sequence, DURABLE_BYTES), log, sequence);
            }
            for (long sequence = DURABLE; sequence <= log.lastSequence(); sequence++) {
                assertIs(Records.ofLength(SECOND_LIFE + sequence + 1, LATER_BYTES), log, sequence);
            }
        }
    }

    /** Its first block was lost unnoticed, and with it the only word of the incarnations that left the rest. */
    @Test
    void whatFollowsFromTheStartOfItsSegmentIsRescuedWhateverLiesBehind() throws IOException {
        SegmentPlace begunTwice = loseTheFirstBlockOfTheSecondSegment();
        try (HybridLog log = HybridLog.open(path, options(Layout.SINGLE_FILE))) {
            assertThat(log.lastSequence()).isEqualTo(DURABLE - 1);
            append(log, SECOND_LIFE, 40, LATER_BYTES);
            log.force();
            assertThat(LogImage.of(path).segments().get(1).place()).isEqualTo(begunTwice);
        }
        assertThatThrownBy(() -> HybridLog.open(path, options(Layout.SINGLE_FILE)))
                .as("records of a higher incarnation behind the end, with sequences from before")
                .isInstanceOf(DamagedLogException.class);

        assertThat(salvage(Layout.SINGLE_FILE).records()).isGreaterThanOrEqualTo(DURABLE + 40);
        try (HybridLog log = HybridLog.open(rescued(), SmallLogs.readOnly().build())) {
            for (long sequence = DURABLE; sequence < DURABLE + 40; sequence++) {
                assertIs(Records.ofLength(SECOND_LIFE + sequence, LATER_BYTES), log, sequence);
            }
        }
    }

    private SegmentPlace loseTheFirstBlockOfTheSecondSegment() throws IOException {
        try (HybridLog log = HybridLog.open(path, options(Layout.SINGLE_FILE))) {
            append(log, 0, DURABLE, DURABLE_BYTES);
            log.sealTail();
            append(log, 0, 10, 500);
            log.force();
        }
        for (int opening = 0; opening < 2; opening++) {
            try (HybridLog log = HybridLog.open(path, options(Layout.SINGLE_FILE))) {
                append(log, 0, 20, 500);
                log.force();
                append(log, 0, 1, 500);
            }
        }
        LogImage image = LogImage.of(path);
        SegmentPlace second = image.segments().get(1).place();
        image.zero(second, 0, BLOCK_BYTES);
        return second;
    }
}
