package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam.Bend;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of a log of many slots an opening touches, most of which are free, or hold what was sealed long ago. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class OpeningReadsTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int SEGMENTS = 24;
    private static final LogOptions OPTIONS =
            SmallLogs.options(Layout.SINGLE_FILE).build();

    private final AtomicLong touched = new AtomicLong();

    @BeforeEach
    void fill() throws IOException {
        try (HybridLog log = HybridLog.open(path, OPTIONS)) {
            for (int i = 0; i < SEGMENTS; i++) {
                log.append(Records.ofLength(i, 1_000_000), Durability.onDemand());
            }
            log.force();
        }
    }

    private Bend counting(int length) {
        return (call, real) -> {
            touched.addAndGet(call.number(length));
            return real.make(call.copy());
        };
    }

    @Test
    void ofAFreeSlotItReadsNoMoreThanAHeader() throws IOException {
        try (HybridLog log = HybridLog.open(path, OPTIONS)) {
            log.discardBefore(log.lastSequence());
        }
        seam.bend("pread", call -> true, 1, Long.MAX_VALUE, counting(2));

        HybridLog.open(Environments.of(seam), path, OPTIONS).close();

        assertThat(touched.get()).as("bytes read").isPositive().isLessThan(SEGMENTS * MIB / 4);
    }

    @Test
    void ofWhatIsSealedNothingLeavesThePageCache() throws IOException {
        seam.bend(
                "fadvise",
                call -> call.number(3) == LinuxConstants.POSIX_FADV_DONTNEED && call.number(2) > 0,
                1,
                Long.MAX_VALUE,
                counting(2));

        HybridLog.open(Environments.of(seam), path, OPTIONS).close();

        assertThat(touched.get()).as("bytes dropped").isPositive().isLessThan(SEGMENTS * MIB / 2);
    }
}
