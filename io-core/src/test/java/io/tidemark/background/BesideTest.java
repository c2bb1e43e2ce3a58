package io.tidemark.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class BesideTest {
    @Test
    void whoAsksDoesWhatNobodyElseHas() throws IOException {
        Beside<Thread> work = Beside.begin(nobody -> {}, Thread::currentThread);
        assertThat(work.get()).isSameAs(Thread.currentThread());
        assertThat(work.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void itIsDoneOnceHoweverManyHelp() throws IOException {
        AtomicInteger done = new AtomicInteger();
        Beside<Integer> work = Beside.begin(Runnable::run, done::incrementAndGet);
        work.help();
        assertThat(work.get()).isEqualTo(1);
        assertThat(done).hasValue(1);
    }

    @Test
    void whatItThrowsIsThrownWhereItIsAskedFor() {
        IOException failure = new IOException("injected");
        Beside<Object> failing = Beside.begin(Runnable::run, () -> {
            throw failure;
        });
        assertThatThrownBy(failing::get).isSameAs(failure);
        Beside<Object> wrong = Beside.begin(Runnable::run, () -> {
            throw new IllegalStateException("injected");
        });
        assertThatThrownBy(wrong::get).isInstanceOf(IllegalStateException.class);
        Beside<Object> lost = Beside.begin(Runnable::run, () -> {
            throw new OutOfMemoryError("injected");
        });
        assertThatThrownBy(lost::get).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void itHasFailedOnceItHasThrownSomething() {
        List<Runnable> offered = new ArrayList<>();
        Beside<Object> failing = Beside.begin(offered::add, () -> {
            throw new IOException("injected");
        });
        assertThat(failing.hasFailed()).isFalse();
        offered.forEach(Runnable::run);
        assertThat(failing.hasFailed()).isTrue();
        Beside<Object> sound = Beside.begin(Runnable::run, Object::new);
        assertThat(sound.hasFailed()).isFalse();
    }

    @Test
    void whatIsAbandonedIsNotBegun() {
        List<Runnable> offered = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        Beside<Integer> work = Beside.begin(offered::add, done::incrementAndGet);
        work.abandon();
        offered.forEach(Runnable::run);
        assertThat(offered).hasSize(1);
        assertThat(done).hasValue(0);
    }

    @Test
    void whoAbandonsWhatIsUnderWayWaitsForItsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Beside<Object> work = Beside.begin(task -> new Thread(task, "other").start(), () -> {
            begun.countDown();
            Uninterruptibly.run(() -> goOn.await(30, TimeUnit.SECONDS));
            ended.set(true);
            throw new IOException("injected");
        });
        begun.await();
        Thread waiting = Thread.currentThread();
        Thread releasing = new Thread(
                () -> {
                    Crew.await("it waits", () -> waiting.getState() == Thread.State.WAITING);
                    goOn.countDown();
                },
                "releasing");
        releasing.start();
        work.abandon();
        assertThat(ended).isTrue();
        releasing.join();
    }

    @Test
    void anInterruptIsForLater() throws Exception {
        Thread asking = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        Thread[] other = new Thread[1];
        Beside<String> work = Beside.begin(
                task -> {
                    other[0] = new Thread(task, "other");
                    other[0].start();
                },
                () -> {
                    begun.countDown();
                    Crew.await("the result is waited for", () -> asking.getState() == Thread.State.WAITING);
                    asking.interrupt();
                    Crew.await("that is seen", () -> !asking.isInterrupted());
                    Crew.await("it is waited for again", () -> asking.getState() == Thread.State.WAITING);
                    return "done";
                });
        Crew.await("it is begun", () -> begun.getCount() == 0); // Not by a wait that looks like the one for the result.
        assertThat(work.get()).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
        other[0].join();
    }

    @Test
    void helpersThatAreClosedForgetWhatTheyHaveNotBegunAndLeaveNoThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger forgotten = new AtomicInteger();
        Thread closer = Thread.currentThread();
        Thread freeing = new Thread(() -> {
            Crew.await("the close waits", () -> isWaiting(closer));
            free.countDown();
        });
        try (Helpers helpers = new Helpers("to be closed")) {
            for (int i = 0; i < Helpers.MOST; i++) {
                helpers.execute(() -> {
                    begun.countDown();
                    Uninterruptibly.run(free::await);
                    ended.incrementAndGet();
                });
            }
            begun.await();
            for (int i = 0; i < 10; i++) {
                helpers.execute(forgotten::incrementAndGet);
            }
            freeing.start();
        }
        freeing.join();
        assertThat(forgotten).hasValue(0);
        assertThat(ended).hasPositiveValue();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tidemark to be closed")) {
                thread.join(10_000); // The last thing it does is to say that it ends.
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
