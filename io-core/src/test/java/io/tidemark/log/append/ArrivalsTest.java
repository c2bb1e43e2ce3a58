package io.tidemark.log.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("no-disk")
@Timeout(60)
class ArrivalsTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);

    private final Arrivals arrivals = new Arrivals();

    @Test
    void whatIsThereIsNotWaitedFor() throws InterruptedException {
        assertThat(arrivals.await(() -> true, 0)).isTrue();
    }

    @Test
    void nothingIsWaitedForLongerThanSaid() throws InterruptedException {
        assertThat(arrivals.await(() -> false, TimeUnit.MILLISECONDS.toNanos(5)))
                .isFalse();
    }

    @Test
    void aSignalEndsTheWait() throws InterruptedException {
        Arrivals withoutLooks = new Arrivals(LONG);
        AtomicBoolean isThere = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        Thread writer = new Thread(() -> {
            while (looks.get() < 2) {
                Thread.onSpinWait();
            }
            isThere.set(true);
            withoutLooks.signal();
        });
        writer.start();
        assertThat(withoutLooks.await(() -> looks.incrementAndGet() > 0 && isThere.get(), LONG))
                .isTrue();
        writer.join();
    }

    @Test
    void whoIsOverlookedLooksAgain() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        assertThat(arrivals.await(() -> looks.incrementAndGet() == 5, LONG)).isTrue();
    }
}
