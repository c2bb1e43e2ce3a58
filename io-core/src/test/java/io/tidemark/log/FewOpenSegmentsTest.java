package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that keeps few segments open at a time. */
class FewOpenSegmentsTest extends LogAtHand {
    private static final int SEGMENTS = 5;

    /** Else who reads one where the others are read all the time would open it again and again. */
    @ParameterizedTest
    @EnumSource
    void theSegmentThatWasJustOpenedIsNotTheOneThatIsClosedForIt(Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).maxOpenSegments(1).build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            for (int i = 0; i < SEGMENTS; i++) {
                log.append(Records.ofLength(i, 100), Durability.onDemand());
                log.sealTail();
            }
            log.read(0).release();
            int opened = seam.count("open");
            log.read(1).release();
            int once = seam.count("open") - opened;
            for (int sequence = 2; sequence < SEGMENTS; sequence++) {
                log.read(sequence - 1).release(); // So that it was read lately.
                opened = seam.count("open");
                log.read(sequence).release();
                assertThat(seam.count("open") - opened)
                        .as("files opened to read %d", sequence)
                        .isEqualTo(once)
                        .isBetween(1, 3);
            }
        }
    }

    /** An append needs a descriptor that the log itself keeps for who may read old segments again. */
    @ParameterizedTest
    @EnumSource
    void whereDescriptorsRunOutThoseOfSealedSegmentsAreGivenUp(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(
                Environments.of(seam), path, SmallLogs.options(layout).build())) {
            for (int i = 0; i < SEGMENTS; i++) {
                log.append(Records.ofLength(i, 100), Durability.onDemand());
                log.sealTail();
            }
            for (int sequence = 0; sequence < SEGMENTS; sequence++) {
                log.read(sequence).release();
            }
            int closed = seam.count("close");
            seam.bend("open", call -> true, 1, 1, FaultSeam.failing(Errno.EMFILE));
            log.append(Records.ofLength(SEGMENTS, 100), Durability.onDemand());
            log.sealTail();
            assertThat(seam.fired()).isEqualTo(1);
            assertThat(seam.count("close") - closed).isGreaterThanOrEqualTo(SEGMENTS);
            for (int sequence = 0; sequence <= SEGMENTS; sequence++) {
                log.read(sequence).release();
            }
            log.append(Records.ofLength(SEGMENTS + 1, 100), Durability.each());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderTakesTheDescriptorOfAnotherSegmentWhereThereIsNone(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(
                Environments.of(seam), path, SmallLogs.options(layout).build())) {
            for (int i = 0; i < 2; i++) {
                log.append(Records.ofLength(i, 100), Durability.onDemand());
                log.sealTail();
            }
            log.read(0).release();
            seam.bend("open", call -> true, 1, 1, FaultSeam.failing(Errno.EMFILE));
            log.read(1).release();
            assertThat(seam.fired()).isEqualTo(1);
            log.read(0).release();
        }
    }
}
