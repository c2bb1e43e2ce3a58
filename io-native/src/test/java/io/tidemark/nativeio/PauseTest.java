package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
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
        Thread other = new Thread(() -> {
            for (int i = 0; i < TIMES; i++) {
                LockSupport.unpark(pausing);
                pausing.interrupt();
                LockSupport.parkNanos(NANOS / TIMES);
            }
        });
        long begin = System.nanoTime();
        other.start();
        Pause.nanos(this, TIMES * NANOS);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TIMES * NANOS);
        assertThat(Thread.interrupted()).isTrue();
        other.join();
    }

    @Test
    void oneThatIsNotInterruptedStaysSo() {
        Pause.nanos(null, 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
