package io.tidemark.log.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class BurstClockTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicReference<Thread> ticker = new AtomicReference<>();
    private final BurstClock clock = new BurstClock(
            work -> {
                ticker.set(new Thread(work));
                return ticker.get();
            },
            MicroClock::now);

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
            if (now < last || now > MicroClock.now()) { // At the pace of a burst, which an assertion doesn't keep.
                throw new AssertionError(now + " behind " + last);
            }
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

    /** The thread of a burst has looked, and is stopped before others are given what it saw. */
    @Test
    void whatACallerWasGivenMeanwhileIsNotFollowedByWhatTheThreadSawBefore() {
        AtomicLong time = new AtomicLong(1_000);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean hasLooked = new AtomicBoolean();
        BurstClock stopped = new BurstClock(Thread::new, () -> {
            long seen = time.get();
            if (FaultSeam.isInBackground() && !hasLooked.getAndSet(true)) {
                Uninterruptibly.run(() -> goOn.await(30, TimeUnit.SECONDS));
            }
            return seen;
        });
        while (!stopped.isTicking()) {
            assertThat(stopped.nowMicros()).isEqualTo(1_000);
        }
        Crew.await("the thread has looked", hasLooked::get);
        time.set(2_000);
        assertThat(stopped.nowMicros()).isEqualTo(2_000);
        goOn.countDown();
        Crew.await("the clock rests", () -> {
            assertThat(stopped.nowMicros()).isEqualTo(2_000);
            return !stopped.isTicking();
        });
        time.set(500);
        assertThat(stopped.nowMicros()).as("a clock that was set back").isEqualTo(500);
    }

    /** A caller has looked before a burst, and is stopped until its thread has seen more. */
    @Test
    void whoLookedBeforeABurstIsNotGivenLessThanOthersWereBehindIt() {
        AtomicLong time = new AtomicLong(1_000);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean hasLooked = new AtomicBoolean();
        AtomicLong given = new AtomicLong();
        BurstClock burst = new BurstClock(Thread::new, () -> {
            long seen = time.get();
            if (Thread.currentThread().getName().equals("slow") && !hasLooked.getAndSet(true)) {
                Uninterruptibly.run(() -> goOn.await(30, TimeUnit.SECONDS));
            }
            return seen;
        });
        try (Crew crew = new Crew()) {
            Thread slow = crew.once("slow", () -> given.set(burst.nowMicros()));
            Crew.await("it has looked", hasLooked::get);
            while (!burst.isTicking()) {
                assertThat(burst.nowMicros()).isEqualTo(1_000);
            }
            time.set(2_000);
            Crew.await("the thread has looked", () -> burst.nowMicros() == 2_000);
            goOn.countDown();
            Crew.await("it is given a time", () -> !slow.isAlive());
            Crew.await("the clock rests", () -> {
                assertThat(burst.nowMicros()).isEqualTo(2_000);
                return !burst.isTicking();
            });
        }
        assertThat(given).hasValue(2_000);
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
            if (now < last || System.nanoTime() - deadline > 0) { // At the pace of a burst, as above.
                throw new AssertionError(now + " behind " + last + ", or no other thread in time");
            }
            last = now;
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
        BurstClock alone = new BurstClock(
                work -> new Thread(work) {
                    @Override
                    public synchronized void start() {
                        refused.incrementAndGet();
                        throw new OutOfMemoryError("injected");
                    }
                },
                MicroClock::now);
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
