package io.tidemark.log.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class MicroClockTest {
    /** Else what was appended right behind it would seem to be older. */
    @Test
    void anInstantIsTakenWithTheClocksResolution() {
        assertThat(MicroClock.of(Instant.ofEpochSecond(5, 345_678_999))).isEqualTo(5_345_000);
        assertThat(MicroClock.of(Instant.ofEpochSecond(-5, 345_678_999))).isEqualTo(-4_655_000);
        for (int i = 0; i < 1_000; i++) {
            Instant before = Instant.now();
            assertThat(MicroClock.now()).isGreaterThanOrEqualTo(MicroClock.of(before));
        }
    }

    @Test
    void whatIsTooFarAwayIsTheFirstOrTheLastMoment() {
        assertThat(MicroClock.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(MicroClock.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    }
}
