package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log whose last record is a {@code CLOSING} is opened on a full disk, which gets space again in the middle of what an
 * append does about that. Behind a {@code CLOSING} nothing but an {@code OPENING} may stand.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class ClosedTailOnFullDiskTest extends LogAtHand {
    private static final int RECORDS = 20;
    private static final int MOST_BYTES = 100;
    private static final LogOptions OPTIONS =
            SmallLogs.options(Layout.DIRECTORY).build();

    private void assertIntact(long last) throws IOException {
        try (HybridLog log = HybridLog.open(
                path, OPTIONS.toBuilder().recoveryScan(RecoveryScan.ALL_RECORDS).build())) {
            assertThat(log.lastSequence()).isEqualTo(last);
            Records.verify(log, MOST_BYTES);
        }
        assertThat(Verification.run(path, bytes -> {}).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 8, 9, 10, 12})
    void anAppendThatFindsSpaceLateLosesNothing(int refusals) throws IOException {
        try (HybridLog log = HybridLog.open(path, OPTIONS)) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
        }
        String tail = LogImage.of(path).segments().get(0).place().path().toString();
        seam.bend("fallocate", call -> call.file().equals(tail), 1, refusals, FaultSeam.failing(Errno.ENOSPC));
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, OPTIONS)) {
            long sequence = log.lastSequence() + 1;
            while (log.lastSequence() < sequence) {
                try {
                    log.append(Records.of(sequence, MOST_BYTES), Durability.each());
                } catch (DiskFullException e) {
                    assertThat(log.lastSequence()).isEqualTo(sequence - 1);
                }
            }
            assertThat(seam.fired()).isEqualTo(refusals);
            LogImage.copy(path, place.directory().resolve("killed"));
            path = place.directory().resolve("killed");
            assertIntact(sequence);
        }
    }

    @Test
    void anAppendIsRefusedAsLongAsThereIsNoSpace() throws IOException {
        try (HybridLog log = HybridLog.open(path, OPTIONS)) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
        }
        String tail = LogImage.of(path).segments().get(0).place().path().toString();
        seam.bend("fallocate", call -> call.file().equals(tail), 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOSPC));
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, OPTIONS)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> log.append(Records.of(RECORDS, MOST_BYTES), Durability.each()))
                        .isInstanceOf(DiskFullException.class);
            }
            assertThat(seam.fired()).isPositive();
            seam.straighten();
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
        }
        assertIntact(2 * RECORDS - 1);
    }
}
