package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ResourceShortageException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel has no memory for a call. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class WantOfMemoryTest extends LogAtHand {
    private static final int MOST_BYTES = 1000;

    private HybridLog open(Layout layout) throws IOException {
        HybridLog log = HybridLog.open(
                Environments.of(seam), path, SmallLogs.options(layout).build());
        Records.append(log, 10, MOST_BYTES, Durability.each());
        return log;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pwrite", "fdatasync"})
    void ofAWriteOrAForceItMayCostRecordsAndFailsTheLog(String call) throws IOException {
        HybridLog log = open(Layout.SINGLE_FILE);
        seam.bend(call, made -> !FaultSeam.isInBackground(), 1, 1, FaultSeam.failing(Errno.ENOMEM));

        Throwable thrown = catchThrowable(() -> Records.append(log, 1, MOST_BYTES, Durability.each()));

        assertThat(seam.fired()).isEqualTo(1);
        assertThat(thrown)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ResourceShortageException.class)
                .hasMessageContainingAll("may be lost", "ENOMEM");
        assertThatThrownBy(() -> Records.append(log, 1, MOST_BYTES, Durability.each()))
                .isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        seam.straighten();
        open(Layout.SINGLE_FILE).close();
    }

    /** The background prepares the next segment, and whoever rolls finds that it could not. */
    @ParameterizedTest
    @EnumSource
    void aSegmentThatCouldNotBePreparedBeforehandIsPreparedByWhoNeedsIt(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            seam.bend("fallocate", call -> isPreparing(), 1, 1, FaultSeam.failing(Errno.ENOMEM));
            log.sealTail(); // And waits for the background, which has the next one prepared.
            assertThat(seam.fired()).isEqualTo(1);
            long rolls = log.statistics().rolls();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            assertThat(log.statistics().rolls()).isEqualTo(rolls + 1);
            Records.verify(log, MOST_BYTES);
        }
    }

    private static boolean isPreparing() {
        return Thread.currentThread().getName().startsWith("tidemark log ");
    }

    @ParameterizedTest
    @EnumSource
    void ofPreparingSpaceItFailsNothingButTheAppend(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            seam.bend("fallocate", call -> true, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOMEM));
            assertThatThrownBy(() -> {
                        while (true) {
                            Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                        }
                    })
                    .isInstanceOf(ResourceShortageException.class);
            assertThat(seam.fired()).isPositive();
            Records.verify(log, MOST_BYTES);
            seam.straighten();
            Records.append(log, 2000, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            Records.verify(log, MOST_BYTES);
        }
    }
}
