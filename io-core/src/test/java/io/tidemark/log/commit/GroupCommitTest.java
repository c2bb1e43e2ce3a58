package io.tidemark.log.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.log.LogFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who waits for durability is woken, whatever the others do, and never before a force that began after its append. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
@ParameterizedClass(name = "{0}")
@MethodSource("ways")
class GroupCommitTest {
    private static final int THREADS = 12;

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of(Named.of("sleeping", Yielding.none())),
                Arguments.of(Named.of("yielding", Yielding.aWhile())));
    }

    @Parameter
    Yielding yielding;

    private final long seed = new Random().nextLong();
    private final AtomicLong appended = new AtomicLong(-1);
    private final LogFailure failure = new LogFailure("log", cause -> {});

    /** What forces have made durable, in their order; one at a time. */
    private final AtomicInteger forcing = new AtomicInteger();

    private volatile long forced = -1;

    private long force(Random random) throws IOException {
        assertThat(forcing.getAndIncrement()).as("forces at the same time").isZero();
        long covered = appended.get();
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(random.nextInt(200_000));
        }
        forced = covered;
        forcing.decrementAndGet();
        return covered;
    }

    private static void wait(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    private Gathering gathering(Random random) {
        return random.nextBoolean()
                ? Gathering.NONE
                : new Gathering(1 + random.nextInt(300_000), () -> appended.get() - forced > THREADS / 2);
    }

    @Test
    void nobodyIsForgottenAndNobodyIsTold_TooEarly() throws Exception {
        System.out.println("seed " + seed);
        Random ofForces = new Random(seed);
        GroupCommit commit = new GroupCommit(() -> force(ofForces), failure, yielding, -1, () -> {});
        for (int round = 0; round < 60; round++) {
            int each = 20;
            CountDownLatch done = new CountDownLatch(THREADS);
            List<Thread> threads = new ArrayList<>();
            Crew crew = new Crew();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + round * 100L + t);
                threads.add(crew.once("appender " + t, () -> {
                    for (int i = 0; i < each; i++) {
                        long sequence = appended.incrementAndGet();
                        commit.await(sequence, gathering(random));
                        assertThat(forced).isGreaterThanOrEqualTo(sequence);
                        assertThat(commit.durable()).isLessThanOrEqualTo(forced).isGreaterThanOrEqualTo(sequence);
                    }
                    done.countDown();
                }));
            }
            crew.repeat("visitor", () -> commit.whileIdle(() -> LockSupport.parkNanos(1_000)));
            while (!done.await(15, TimeUnit.SECONDS)) {
                assertThat(crew.isWorking()).as("nobody failed").isTrue();
                assertThat(threads.stream().filter(Thread::isAlive).toList())
                        .as("threads that nobody woke, round %d", round)
                        .isEmpty();
            }
            crew.close();
        }
        assertThat(commit.durable()).isEqualTo(appended.get());
    }

    /** Nobody comes later who could wake those that were forgotten. */
    @Test
    void theLastOnesAreWokenToo() throws Exception {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        GroupCommit commit = new GroupCommit(() -> force(new Random(0)), failure, yielding, -1, () -> {});
        for (int round = 0; round < 500; round++) {
            CountDownLatch begin = new CountDownLatch(1);
            Gathering gathering = round % 2 == 0 ? Gathering.NONE : new Gathering(100_000, () -> false);
            Crew crew = new Crew();
            for (int t = 0; t < 4; t++) {
                int delay = random.nextInt(20_000);
                crew.once("appender " + t, () -> {
                    begin.await();
                    LockSupport.parkNanos(delay);
                    for (int i = 0; i < 3; i++) {
                        commit.await(appended.incrementAndGet(), gathering);
                    }
                });
            }
            crew.once("visitor", () -> {
                begin.await();
                commit.whileIdle(() -> {});
            });
            begin.countDown();
            crew.close();
        }
        assertThat(commit.durable()).isEqualTo(appended.get());
    }

    /** One that slept in the kernel would keep its carrier, of which there are as many as processors. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads before JDK 21")
    void virtualThreadsShareAForceHoweverFewCarriersThereAre() throws Exception {
        int threads = 200;
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger forces = new AtomicInteger();
        GroupCommit commit = new GroupCommit(
                () -> {
                    if (forces.incrementAndGet() == 1) {
                        wait(mayEnd);
                    }
                    return appended.get();
                },
                failure,
                yielding,
                -1,
                () -> {});
        try (Crew crew = new Crew()) {
            crew.once("leader", () -> commit.await(appended.incrementAndGet(), Gathering.NONE));
            Crew.await("one forces", () -> forces.get() == 1);
            CountDownLatch done = new CountDownLatch(threads);
            Gathering gathering = new Gathering(TimeUnit.MILLISECONDS.toNanos(1), () -> false);
            for (int t = 0; t < threads; t++) {
                startVirtual(() -> {
                    try {
                        commit.await(appended.incrementAndGet(), gathering);
                        done.countDown();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            Crew.await("all wait at the same time", () -> appended.get() == threads);
            mayEnd.countDown();
            assertThat(done.await(30, TimeUnit.SECONDS)).as("all are told").isTrue();
        }
        assertThat(commit.durable()).isEqualTo(threads);
        assertThat(forces.get()).as("forces").isLessThan(threads / 10);
    }

    /** {@code Thread.startVirtualThread}, which the compiler doesn't know yet. */
    private static void startVirtual(Runnable work) throws ReflectiveOperationException {
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    }

    @Test
    void aFailureReachesEveryoneWhoWaits() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        GroupCommit commit = new GroupCommit(
                () -> {
                    wait(mayFail);
                    throw new IOException("the medium is gone");
                },
                failure,
                yielding,
                -1,
                () -> {});
        ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        try (Crew crew = new Crew()) {
            for (int t = 0; t < THREADS; t++) {
                crew.once("appender " + t, () -> {
                    try {
                        commit.await(appended.incrementAndGet(), Gathering.NONE);
                    } catch (IOException e) {
                        thrown.add(e);
                    }
                });
            }
            Crew.await("all wait", () -> appended.get() == THREADS - 1);
            mayFail.countDown();
        }
        assertThat(thrown).hasSize(THREADS);
        assertThat(thrown.stream().filter(LogFailedException.class::isInstance)).hasSize(THREADS - 1);
        assertThat(commit.durable()).isEqualTo(-1);
        assertThatThrownBy(() -> commit.await(0, Gathering.NONE))
                .isInstanceOf(LogFailedException.class)
                .hasRootCauseMessage("the medium is gone");
    }

    @Test
    void aFailureOfSomebodyElseReachesThoseWhoWait() throws Exception {
        CountDownLatch inForce = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        GroupCommit commit = new GroupCommit(
                () -> {
                    inForce.countDown();
                    wait(mayEnd);
                    return 0;
                },
                failure,
                yielding,
                -1,
                () -> {});
        ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        try (Crew crew = new Crew()) {
            crew.once("leader", () -> commit.await(0, Gathering.NONE));
            inForce.await();
            for (int t = 1; t < 4; t++) {
                long sequence = t;
                crew.once("follower " + t, () -> {
                    try {
                        commit.await(sequence, Gathering.NONE);
                    } catch (IOException e) {
                        thrown.add(e);
                    }
                });
            }
            failure.set(new IOException("sealing failed"));
            commit.wakeAll();
            Crew.await("followers are told", () -> thrown.size() == 3);
            mayEnd.countDown();
        }
        assertThat(thrown).allMatch(LogFailedException.class::isInstance);
        assertThat(commit.durable()).isZero();
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorGetsLost() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger forces = new AtomicInteger();
        GroupCommit commit = new GroupCommit(
                () -> {
                    forces.incrementAndGet();
                    wait(mayEnd);
                    return appended.get();
                },
                failure,
                yielding,
                -1,
                () -> {});
        AtomicInteger interrupted = new AtomicInteger();
        try (Crew crew = new Crew()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(crew.once("appender " + t, () -> {
                    long sequence = appended.incrementAndGet();
                    commit.await(sequence, new Gathering(50_000_000, () -> false));
                    assertThat(commit.durable()).isGreaterThanOrEqualTo(sequence);
                    interrupted.addAndGet(Thread.interrupted() ? 1 : 0);
                }));
            }
            Crew.await("one forces", () -> forces.get() == 1 && appended.get() == 3);
            for (int i = 0; i < 20; i++) {
                threads.forEach(Thread::interrupt);
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(threads).allMatch(Thread::isAlive);
            mayEnd.countDown();
        }
        assertThat(interrupted).hasValue(4);
    }

    @Test
    void anErrorIsThrownAsItIsAndFailsTheWriter() {
        GroupCommit commit = new GroupCommit(
                () -> {
                    throw new StackOverflowError();
                },
                failure,
                yielding,
                -1,
                () -> {});
        assertThatThrownBy(() -> commit.await(0, Gathering.NONE)).isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> commit.await(0, Gathering.NONE)).isInstanceOf(LogFailedException.class);
    }
}
