package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are appended with one stage for all. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class AsynchronousBatchTest extends LogAtHand {
    private static final int MOST_BYTES = 1_000;
    private static final int RECORD_BYTES = 400_000;

    private static final Set<String> FORCES = Set.of("pwritev2", "fdatasync", "msync");

    private final CountDownLatch mayForce = new CountDownLatch(1);

    private HybridLog open(Layout layout) throws IOException {
        return HybridLog.open(
                Environments.of(seam), path, SmallLogs.options(layout).build());
    }

    private static List<ByteBuf> batch(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(sequence -> Records.of(sequence, MOST_BYTES))
                .toList();
    }

    /** Of which two fit into a segment. */
    private static List<ByteBuf> longOnes(int count) {
        return LongStream.range(0, count)
                .mapToObj(sequence -> Records.ofLength(sequence, RECORD_BYTES))
                .toList();
    }

    /** For the stages, not for space that is prepared. */
    private static boolean isForce(FaultSeam.Call call) {
        return FORCES.contains(call.name()) && Thread.currentThread().getName().startsWith("tidemark acknowledge");
    }

    /** The next force waits for {@link #mayForce}. */
    private void holdForce() {
        seam.bend(AsynchronousBatchTest::isForce, 1, 1, (call, real) -> {
            assertThat(mayForce.await(30, TimeUnit.SECONDS)).isTrue();
            return real.make(call.copy());
        });
    }

    private static long get(CompletableFuture<Long> stage) throws Exception {
        return stage.get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void itsStageCompletesWithTheLastSequenceOnceAllAreDurable(Layout layout) throws Exception {
        try (HybridLog log = open(layout)) {
            holdForce();
            CompletableFuture<Long> stage = log.appendAsync(batch(0, 10)).toCompletableFuture();
            assertThat(log.lastSequence()).isEqualTo(9);
            Records.verify(log, MOST_BYTES);
            assertThat(stage).isNotDone();
            mayForce.countDown();
            assertThat(get(stage)).isEqualTo(9);
            assertThat(log.durableSequence()).isEqualTo(9);
        }
    }

    @Test
    void stagesOfBatchesAndOfSinglesCompleteInTheOrderOfSequences() throws Exception {
        try (HybridLog log = open(Layout.SINGLE_FILE)) {
            List<Long> completed = new CopyOnWriteArrayList<>();
            List<Long> expected = new ArrayList<>();
            List<CompletableFuture<Void>> stages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                long next = log.lastSequence() + 1;
                int count = i % 4;
                stages.add((count == 0
                                ? log.appendAsync(Records.of(next, MOST_BYTES))
                                : log.appendAsync(batch(next, count)))
                        .thenAccept(completed::add)
                        .toCompletableFuture());
                expected.add(log.lastSequence());
            }
            CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            assertThat(completed).isEqualTo(expected);
            Records.verify(log, MOST_BYTES);
        }
    }

    @Test
    void anEmptyOneCompletesWithTheLastSequenceOnceThatIsDurable() throws Exception {
        try (HybridLog log = open(Layout.SINGLE_FILE)) {
            assertThat(get(log.appendAsync(List.of()).toCompletableFuture())).isEqualTo(-1);
            log.append(batch(0, 3), Durability.onDemand());
            holdForce();
            CompletableFuture<Long> stage = log.appendAsync(List.of()).toCompletableFuture();
            assertThat(stage).isNotDone();
            mayForce.countDown();
            assertThat(get(stage)).isEqualTo(2);
            assertThat(log.durableSequence()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiskThatGetsFullInItsMiddleLeavesTheFirstOnesAsOfAnyBatch(Layout layout) throws Exception {
        try (HybridLog log = open(layout)) {
            seam.failFrom("fallocate", 1, Errno.ENOSPC);
            assertThatThrownBy(() -> log.appendAsync(longOnes(20))).isInstanceOf(DiskFullException.class);
            long last = log.lastSequence();
            assertThat(last).isBetween(0L, 18L);
            assertThatThrownBy(() -> log.append(longOnes(20))).isInstanceOf(DiskFullException.class);
            assertThat(seam.fired()).isPositive();
            seam.straighten();
            assertThat(log.lastSequence()).as("no room for any").isEqualTo(last);
            assertThat(log.durableSequence())
                    .as("nobody waits for the first ones")
                    .isLessThan(last);
            assertThat(get(log.appendAsync(longOnes(3)).toCompletableFuture())).isEqualTo(last + 3);
            for (long sequence = 0; sequence <= last; sequence++) {
                ByteBuf read = log.read(sequence);
                assertThat(read).isEqualTo(Records.ofLength(sequence, RECORD_BYTES));
                read.release();
            }
        }
    }

    @Test
    void aForceThatFailsCompletesItsStageOnceWithTheFailure() throws Exception {
        HybridLog log = open(Layout.SINGLE_FILE);
        AtomicInteger told = new AtomicInteger();
        seam.bend(AsynchronousBatchTest::isForce, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EIO));
        CompletableFuture<Long> stage = log.appendAsync(batch(0, 10))
                .whenComplete((sequence, failure) -> told.incrementAndGet())
                .toCompletableFuture();
        assertThatThrownBy(stage::join).isInstanceOf(CompletionException.class).hasStackTraceContaining("EIO");
        assertThat(seam.fired()).isPositive();
        assertThat(log.durableSequence()).isEqualTo(-1);
        assertThatThrownBy(() -> log.appendAsync(batch(10, 2))).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        assertThat(told).hasValue(1);
    }

    @Test
    void closingCompletesWhatIsPending() throws Exception {
        try (Crew crew = new Crew();
                HybridLog log = open(Layout.DIRECTORY)) {
            holdForce();
            CompletableFuture<Long> stage = log.appendAsync(batch(0, 10)).toCompletableFuture();
            CompletableFuture<Long> empty = log.appendAsync(List.of()).toCompletableFuture();
            Crew.await("it is being forced", () -> seam.fired() == 1);
            Thread closing = crew.once("who closes", log::close);
            Crew.await("the close waits for it", () -> closing.getState() == Thread.State.TIMED_WAITING);
            assertThat(stage).isNotDone();
            mayForce.countDown();
            closing.join();
            assertThat(stage).isCompletedWithValue(9L);
            assertThat(empty).isCompletedWithValue(9L);
        }
    }
}
