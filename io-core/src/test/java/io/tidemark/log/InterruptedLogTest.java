package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is interrupted all along does with a log what everybody does, loses nothing, and stays interrupted. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("one-dax")
class InterruptedLogTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;

    @AfterEach
    void forget() {
        Thread.interrupted();
    }

    /** Nobody else interrupts, so what is gone would be lost. */
    private static void interrupted(Crew.Work work) throws Exception {
        Thread.currentThread().interrupt();
        work.run();
        assertThat(Thread.interrupted()).as("it still is").isTrue();
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void allIsDoneAsEver(Layout layout, RangeMode mode) throws Exception {
        LogOptions options = SmallLogs.options(layout)
                .tail(ModeChoice.require(mode))
                .maxUnforcedBytes(500_000)
                .build();
        HybridLog[] opened = {null};
        interrupted(() -> opened[0] = HybridLog.open(Environments.of(seam), path, options));
        try (HybridLog log = opened[0]) {
            interrupted(() -> Records.append(log, 10, MOST_BYTES, Durability.each()));
            interrupted(() -> Records.append(log, 10, MOST_BYTES, Durability.group(Duration.ofMillis(1), 1_000_000)));
            interrupted(() -> log.append(List.of(Records.of(20, MOST_BYTES), Records.of(21, MOST_BYTES))));
            interrupted(() -> log.appendAsync(Records.of(22, MOST_BYTES)));
            interrupted(() -> Records.append(log, 2_000, MOST_BYTES, Durability.onDemand()));
            assertThat(log.statistics().rolls()).isPositive();
            assertThat(log.statistics().backPressureWaits()).isPositive();
            interrupted(() -> assertThat(log.force().durableSequence()).isEqualTo(2_022));
            interrupted(log::sealTail);
            interrupted(() -> Records.verify(log, MOST_BYTES));
            interrupted(() -> readEach(log));
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            interrupted(() -> log.discardBefore(2_030));
            assertThat(log.firstSequence()).isEqualTo(2_023);
            interrupted(() -> readEach(log));
            interrupted(log::close);
        }
        seam.assertNothingHeld();
        interrupted(() -> {
            try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
                assertThat(log.firstSequence()).isEqualTo(2_023);
                assertThat(log.lastSequence()).isEqualTo(2_032);
                Records.verify(log, MOST_BYTES);
            }
        });
    }

    private static void readEach(HybridLog log) throws Exception {
        ByteBuf target = Unpooled.directBuffer(MOST_BYTES);
        try {
            for (long sequence = log.firstSequence(); sequence <= log.lastSequence(); sequence += 7) {
                Records.verify(log, sequence, MOST_BYTES);
                log.read(sequence, target.clear());
                Records.assertIs(Records.of(sequence, MOST_BYTES), target, sequence);
            }
        } finally {
            target.release();
        }
    }
}
