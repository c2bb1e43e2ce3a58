package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All who sleep are woken, and nobody sleeps through what came before. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class FutexTest {
    private static final int SLEEPERS = 8;
    private static final int ROUNDS = 2_000;

    private final Futex futex = new Futex();

    private volatile int reached;

    @Test
    void whoeverSleepsIsWokenByOneCall() throws Exception {
        CountDownLatch slept = new CountDownLatch(SLEEPERS);
        AtomicInteger awake = new AtomicInteger();
        List<Thread> sleepers = new ArrayList<>();
        for (int i = 0; i < SLEEPERS; i++) {
            sleepers.add(start("futex sleeper " + i, () -> {
                int rounds = futex.rounds();
                slept.countDown();
                while (reached == 0) {
                    futex.await(rounds);
                }
                awake.incrementAndGet();
            }));
        }
        slept.await();
        while (countInFutex() < SLEEPERS) {
            Thread.onSpinWait();
        }
        reached = 1;
        futex.wakeAll();
        for (Thread sleeper : sleepers) {
            sleeper.join();
        }
        assertThat(awake).hasValue(SLEEPERS);
    }

    /** Each thread of a round goes on only when all others have gone to sleep or seen that they needn't. */
    @Test
    void nobodySleepsThroughAWakeThatComesWhileItGoesToSleep() throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SLEEPERS; i++) {
            threads.add(start("futex sleeper " + i, () -> {
                for (int round = 1; round <= ROUNDS; round++) {
                    if (arrived.incrementAndGet() == SLEEPERS) {
                        arrived.set(0);
                        reached = round;
                        futex.wakeAll();
                    }
                    sleepUntil(round);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(reached).isEqualTo(ROUNDS);
        assertThat(futex.rounds()).isEqualTo(ROUNDS);
    }

    private void sleepUntil(int round) {
        int rounds = futex.rounds();
        while (reached < round) {
            futex.await(rounds);
            rounds = futex.rounds();
        }
    }

    @Test
    void aWakeThatNobodyWaitsForIsSeenByWhoComesNext() {
        int before = futex.rounds();
        futex.wakeAll();
        futex.await(before); // Would never return.
        assertThat(futex.rounds()).isEqualTo(before + 1);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.start();
        return thread;
    }

    /** How many threads of this process the kernel has put to sleep in that call. */
    private static int countInFutex() throws Exception {
        String number = Integer.toString(LinuxConstants.SYS_FUTEX);
        int count = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                count += isSleeperIn(task, number) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isSleeperIn(Path task, String call) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).startsWith("futex sleeper")
                    && Files.readString(task.resolve("syscall")).startsWith(call + " ");
        } catch (IOException e) {
            if (Files.exists(task)) {
                throw e;
            }
            return false; // Another thread of the JVM has ended; a sleeper can't.
        }
    }
}
