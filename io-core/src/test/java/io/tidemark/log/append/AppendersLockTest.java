package io.tidemark.log.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("no-disk")
@Timeout(60)
class AppendersLockTest {
    private static final int WAITS = 10;

    private final AppendersLock lock = new AppendersLock();

    /** Guarded by the lock, and so without an order of its own. */
    private long count;

    @Test
    void oneThreadAtATimeHasItAndSeesWhatTheOnesBeforeDid() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(start(() -> {
                for (int turn = 0; turn < 50_000; turn++) {
                    lock.lock();
                    count++;
                    lock.unlock();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        lock.lock();
        assertThat(count).isEqualTo(8 * 50_000);
        lock.unlock();
    }

    @Test
    void whoSleepsIsWoken() throws InterruptedException {
        lock.lock();
        List<Thread> sleeping = List.of(start(this::countOnce), start(this::countOnce), start(this::countOnce));
        for (Thread thread : sleeping) {
            awaitSleep(thread);
        }
        assertThat(count).isZero();
        lock.unlock();
        for (Thread thread : sleeping) {
            thread.join();
        }
        assertThat(count).isEqualTo(3);
    }

    @Test
    void whoComesBackAtOnceAgainAndAgainKeepsNobodyOut() throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread greedy = start(() -> {
            lock.lock();
            while (!isOver.get()) {
                lock.unlock();
                lock.lock();
            }
            lock.unlock();
        });
        for (int i = 0; i < 20; i++) {
            countOnce();
        }
        isOver.set(true);
        greedy.join();
        assertThat(count).isEqualTo(20);
    }

    /** And holds it for so long that who waits hardly ever looks at the moment when it is free. */
    @Test
    void whoHoldsItMostOfTheTimeHandsItOverToWhoHasWaitedTooLong() {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger meanwhile = new AtomicInteger();
        Thread waiting = Thread.currentThread();
        try (Crew crew = new Crew()) {
            crew.once("greedy", () -> {
                while (!isOver.get() && turns.get() < 2_000 * WAITS) {
                    lock.lock();
                    turns.incrementAndGet();
                    meanwhile.addAndGet(LockSupport.getBlocker(waiting) == lock ? 1 : 0);
                    TimeUnit.MILLISECONDS.sleep(5);
                    lock.unlock();
                }
            });
            for (int i = 0; i < WAITS; i++) {
                int before = turns.get();
                Crew.await("the other has it again", () -> turns.get() > before);
                countOnce();
            }
            isOver.set(true);
        }
        assertThat(count).isEqualTo(WAITS);
        assertThat(meanwhile).as("turns while somebody waited at the door").hasValueLessThan(10 * WAITS);
    }

    @Test
    void anInterruptDoesNotShortenTheWaitAndIsNotLost() throws InterruptedException {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        lock.lock();
        Thread waiting = start(() -> {
            countOnce();
            wasInterrupted.set(Thread.interrupted());
        });
        awaitSleep(waiting);
        waiting.interrupt();
        waiting.join(20);
        assertThat(waiting.isAlive()).isTrue();
        assertThat(count).isZero();
        lock.unlock();
        waiting.join();
        assertThat(count).isEqualTo(1);
        assertThat(wasInterrupted).isTrue();
    }

    private void countOnce() {
        lock.lock();
        count++;
        lock.unlock();
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void awaitSleep(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
