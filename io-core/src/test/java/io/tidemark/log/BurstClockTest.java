package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class BurstClockTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicReference<Thread> ticker = new AtomicReference<>();
    private final BurstClock clock = new BurstClock(work -> {
        ticker.set(new Thread(work));
        return ticker.get();
    });

    @AfterEach
    void awaitRest() {
        Crew.await("the clock rests", () -> !clock.isTicking());
    }

    @Test
    void whoAsksNowAndThenGetsTheTime() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            long before = MicroClock.now();
            assertThat(clock.nowMicros()).isBetween(before, MicroClock.now());
            Thread.sleep(2); // Now and then is no burst.
        }
        assertThat(clock.isTicking()).isFalse();
    }

    @Test
    void inABurstTheTimeGoesOnAndNeverBack() {
        long start = clock.nowMicros();
        long last = start;
        long ticks = 0;
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (ticks < 10 && System.nanoTime() < deadline) {
            long now = clock.nowMicros();
            assertThat(now).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(MicroClock.now());
            ticks += now > last && clock.isTicking() ? 1 : 0;
            last = now;
        }
        assertThat(ticks).as("looks of the ticking thread").isEqualTo(10);
    }

    @Test
    void behindABurstTheTimeIsNotTheOldOne() throws InterruptedException {
        burst();
        Crew.await("the clock rests", () -> !clock.isTicking());

        long before = MicroClock.now();
        assertThat(clock.nowMicros()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void oneBurstAfterTheOtherHasItsThread() {
        for (int i = 0; i < 3; i++) {
            burst();
            Crew.await("the clock rests", () -> !clock.isTicking());
        }
    }

    @Test
    void whoAsksNowAndThenBehindABurstDoesNotKeepTheThread() {
        burst();
        Crew.await("the clock rests", () -> {
            clock.nowMicros(); // Some times in a millisecond; a burst is hundreds.
            return !clock.isTicking();
        });
    }

    @Test
    void aBurstThatLastsHasOneThreadAfterTheOther() {
        burst();
        Thread first = ticker.get();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        for (long last = 0; ticker.get() == first; ) {
            long now = clock.nowMicros();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
            assertThat(System.nanoTime()).as("no other thread in time").isLessThan(deadline);
        }
    }

    @Test
    void anInterruptIsNoReasonForTheThreadNotToRest() {
        burst();
        ticker.get().interrupt();
        Crew.await("the ticker has seen the interrupt", () -> !ticker.get().isInterrupted());
        assertThat(clock.isTicking()).isTrue();
    }

    @Test
    void whereNoThreadIsToBeHadCallersLookThemselves() {
        AtomicInteger refused = new AtomicInteger();
        BurstClock alone = new BurstClock(work -> new Thread(work) {
            @Override
            public synchronized void start() {
                refused.incrementAndGet();
                throw new OutOfMemoryError("injected");
            }
        });
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        while (refused.get() == 0 || System.nanoTime() < end) {
            long before = MicroClock.now();
            assertThat(alone.nowMicros()).isGreaterThanOrEqualTo(before);
        }
        assertThat(alone.isTicking()).isFalse();
        assertThat(refused).as("not at once again").hasValue(1);
    }

    /** Asks until a thread has taken over. */
    private void burst() {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!clock.isTicking()) {
            for (int i = 0; i < 10_000; i++) {
                clock.nowMicros();
            }
            assertThat(System.nanoTime()).as("there was no burst in time").isLessThan(deadline);
        }
    }
}
