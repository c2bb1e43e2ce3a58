package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that keeps one segment open at a time. */
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
}
