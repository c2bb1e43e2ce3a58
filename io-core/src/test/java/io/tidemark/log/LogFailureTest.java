package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The medium fails: everyone who waits is told, nothing more is acknowledged, reads go on, and reopening recovers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogFailureTest {
    private static final int MOST_BYTES = 3_000;
    private static final int THREADS = 6;

    private static final Set<String> WRITES = Set.of("pwrite", "pwritev2", "fdatasync", "msync");

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private Path path;
    private final ConcurrentLinkedQueue<Throwable> heard = new ConcurrentLinkedQueue<>();

    private LogOptions options(Layout layout) {
        return SmallLogs.options(layout)
                .listener(new LogListener() {
                    @Override
                    public void onFailure(Throwable cause) {
                        heard.add(cause);
                        throw new IllegalStateException("whatever");
                    }
                })
                .build();
    }

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        place.close();
    }

    /** Every write and force of the log fails from now on. */
    private void breakMedium() {
        seam.bend(
                call -> WRITES.contains(call.name()) && call.file().startsWith(path.toString()),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
    }

    /** The medium is another one from now on. */
    private void mendMedium() {
        assertThat(seam.fired()).as("the fault happened").isPositive();
        seam.straighten();
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource
    void aFailureReachesAllWhoWaitAndWhatComesLater(Layout layout) throws Exception {
        HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout));
        Records.append(log, 100, MOST_BYTES, Durability.each());
        ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<CompletableFuture<Long>> stages = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicLong acknowledged = new AtomicLong();
        try (Crew crew = new Crew()) {
            for (int t = 0; t < THREADS; t++) {
                crew.once("appender " + t, () -> {
                    try {
                        while (true) {
                            acknowledged.accumulateAndGet(log.append(Records.ofLength(7, 100)), Math::max);
                        }
                    } catch (IOException e) {
                        thrown.add(e);
                    }
                });
            }
            crew.once("asynchronous", () -> {
                try {
                    while (true) {
                        stages.add(log.appendAsync(Records.ofLength(8, 100)).toCompletableFuture());
                        LockSupport.parkNanos(100_000); // So many stages only that they all fit into memory.
                    }
                } catch (IOException e) {
                    refused.incrementAndGet();
                }
            });
            Crew.await("they work", () -> stages.size() > 20 && acknowledged.get() > 200);
            assertThat(log.failure()).isEmpty();
            breakMedium();
        }
        assertThat(thrown).as("each appender was told").hasSize(THREADS);
        assertThat(refused).hasValue(1);
        assertThat(log.failure())
                .hasValueSatisfying(failure -> assertThat(failure).hasStackTraceContaining("EIO"));
        assertThat(thrown).allSatisfy(e -> assertThat(e).hasStackTraceContaining("EIO"));
        Crew.await("stages end", () -> stages.stream().allMatch(CompletableFuture::isDone));
        long durable = log.durableSequence();
        assertThat(acknowledged.get()).isLessThanOrEqualTo(durable);
        assertThat(stages.stream().filter(stage -> !stage.isCompletedExceptionally()))
                .allMatch(stage -> stage.join() <= durable);
        if (log.lastSequence() > durable) {
            assertThatThrownBy(log::force).isInstanceOf(LogFailedException.class);
        }
        assertThatThrownBy(() -> log.append(Records.of(0, 10), Durability.onDemand()))
                .isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::sealTail).isInstanceOf(LogFailedException.class);
        for (int i = 0; i < 100; i++) {
            Records.verify(log, i, MOST_BYTES);
        }
        assertThatThrownBy(log::close).as("close").isInstanceOf(LogFailedException.class);
        log.close();
        assertThat(heard).as("the listener heard it once").hasSize(1);
        assertRecovers(layout, durable);
    }

    private void assertRecovers(Layout layout, long durable) throws IOException {
        mendMedium();
        try (HybridLog again = HybridLog.open(Environments.of(seam), path, options(layout))) {
            assertThat(again.lastSequence()).isGreaterThanOrEqualTo(durable);
            for (int i = 0; i < 10; i++) {
                Records.verify(again, i, MOST_BYTES);
            }
            long next = again.lastSequence() + 1;
            assertThat(again.append(Records.of(next, MOST_BYTES))).isEqualTo(next);
            Records.verify(again, next, MOST_BYTES);
        }
    }

    /** Segments that were complete but not durable have files that nobody seals any more; they are closed all the same. */
    @ParameterizedTest
    @EnumSource
    void aFailureWithSegmentsUnforcedLeavesNothingOpen(Layout layout) throws Exception {
        HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout));
        Records.append(log, 10, MOST_BYTES, Durability.each());
        Records.append(log, 2_500, MOST_BYTES, Durability.onDemand());
        assertThat(log.segments()).hasSizeGreaterThan(3);
        breakMedium();
        assertThatThrownBy(log::force).hasStackTraceContaining("EIO");
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        assertThat(OpenResources.of(place.directory())).isEmpty();
        assertRecovers(layout, 9);
    }

    /** The failure that nobody was told of is told at the latest by the close. */
    @ParameterizedTest
    @EnumSource
    void aCloseThatCannotForceSaysSo(Layout layout) throws Exception {
        HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout));
        Records.append(log, 10, MOST_BYTES, Durability.each());
        Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        CompletableFuture<Long> stage = null;
        breakMedium();
        try {
            stage = log.appendAsync(Records.of(20, MOST_BYTES)).toCompletableFuture();
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("EIO");
        }
        assertThatThrownBy(log::close).hasStackTraceContaining("EIO");
        assertThat(stage == null || stage.isCompletedExceptionally()).isTrue();
        assertThat(OpenResources.of(place.directory())).isEmpty();
        assertRecovers(layout, 9);
    }
}
