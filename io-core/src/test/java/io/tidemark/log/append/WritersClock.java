package io.tidemark.log.append;

import java.time.Instant;

/** The clock that records are appended by, for tests in other packages. */
public final class WritersClock {
    private WritersClock() {}

    /** Whether a record that is appended now is known to be younger. */
    public static boolean isPast(Instant time) {
        return BurstClock.now() > MicroClock.of(time);
    }
}
