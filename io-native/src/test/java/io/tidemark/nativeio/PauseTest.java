package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is interrupted pauses all the same. */
class PauseTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int TIMES = 20;

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedThreadPausesAndIsStillInterrupted() {
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            Pause.nanos(this, NANOS);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TIMES * NANOS);
    }

    @Test
    void anInterruptOrAnUnparkOnTheWayDoesNotEndIt() throws InterruptedException {
        Thread pausing = Thread.currentThread();
        AtomicBoolean isOver = new AtomicBoolean();
        CountDownLatch hasBegun = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            while (!isOver.get()) {
                LockSupport.unpark(pausing);
                pausing.interrupt();
                hasBegun.countDown();
                LockSupport.parkNanos(NANOS / TIMES);
            }
        });
        other.start();
        try {
            long begin;
            do {
                begin = System.nanoTime();
                Pause.nanos(this, TIMES * NANOS);
            } while (hasBegun.getCount() > 0);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TIMES * NANOS);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            isOver.set(true);
            while (other.isAlive()) {
                Thread.interrupted();
                LockSupport.parkNanos(NANOS);
            }
        }
    }

    @Test
    void oneThatIsNotInterruptedStaysSo() {
        Pause.nanos(null, 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
