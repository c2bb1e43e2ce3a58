package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Other tests of this process may append meanwhile, so nothing here depends on being alone. */
@Tag("no-disk")
class BurstClockTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @BeforeEach
    @AfterEach
    void awaitRest() throws InterruptedException {
        await(() -> !BurstClock.isTicking());
    }

    @Test
    void whoAsksNowAndThenGetsTheTime() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            long before = MicroClock.now();
            assertThat(BurstClock.now()).isBetween(before, MicroClock.now());
            Thread.sleep(2);
        }
        assertThat(BurstClock.isTicking()).isFalse();
    }

    @Test
    void inABurstTheTimeGoesOnAndNeverBack() {
        long start = BurstClock.now();
        long last = start;
        long ticks = 0;
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (ticks < 10 && System.nanoTime() < deadline) {
            long now = BurstClock.now();
            assertThat(now).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(MicroClock.now());
            ticks += now > last && BurstClock.isTicking() ? 1 : 0;
            last = now;
        }
        assertThat(ticks).as("looks of the ticking thread").isEqualTo(10);
    }

    @Test
    void behindABurstTheTimeIsNotTheOldOne() throws InterruptedException {
        burst();
        await(() -> !BurstClock.isTicking());

        long before = MicroClock.now();
        assertThat(BurstClock.now()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void oneBurstAfterTheOtherHasItsThread() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            burst();
            await(() -> !BurstClock.isTicking());
        }
    }

    /** Asks until a thread has taken over. */
    private static void burst() {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!BurstClock.isTicking()) {
            for (int i = 0; i < 10_000; i++) {
                BurstClock.now();
            }
            assertThat(System.nanoTime()).as("there was no burst in time").isLessThan(deadline);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            Thread.sleep(1);
        }
    }
}
