package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.log.append.MicroClock;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What grows too old is discarded although nothing happens to the log. Its clock is the test's. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class AgeRetentionTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;
    private static final Duration AGE = Duration.ofMillis(200);

    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> discarded = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Stands still, so that what is appended stays young until the test says otherwise. */
    private long now() {
        looks.incrementAndGet();
        return ahead.get();
    }

    private HybridLog open(Layout layout) throws IOException {
        LogOptions options = LogOptions.builder()
                .layout(layout)
                .segmentBytes(1 << 20)
                .tailBufferBytes(1 << 20)
                .retention(Retention.age(AGE))
                .listener(new LogListener() {
                    @Override
                    public void onDiscarded(long firstSequence) {
                        discarded.add(firstSequence);
                    }

                    @Override
                    public void onFailure(Throwable cause) {
                        failures.add(cause);
                    }
                })
                .build();
        return new LogOpener(Environments.of(seam), this::now, path, options).open();
    }

    private void letGrowOld() {
        ahead.set(MicroClock.now() + TimeUnit.HOURS.toMicros(1));
    }

    private void awaitLooks(int count) {
        long before = looks.get();
        Crew.await("it was looked " + count + " times", () -> looks.get() >= before + count);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooOldGoesWithoutAnAppendAndWhatIsNotStays(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            awaitLooks(5);
            assertThat(log.firstSequence()).isZero();
            letGrowOld();
            Crew.await("the first segment goes", () -> log.firstSequence() == 10);
            assertThat(log.durableSequence())
                    .as("before it went, what follows was durable")
                    .isGreaterThanOrEqualTo(9);
            Records.verify(log, MOST_BYTES);
            Crew.await("somebody hears of it", () -> discarded.contains(10L));
        }
    }

    /** Complete segments are forced for it, though nobody else has asked for that. */
    @ParameterizedTest
    @EnumSource
    void whatWasForcedForItIsUnforcedNoMore(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            while (log.statistics().rolls() < 1) {
                Records.append(log, 1, MOST_BYTES, Durability.onDemand());
            }
            letGrowOld();
            Crew.await("the first segment goes", () -> log.firstSequence() > 0);
            long bytes = 0;
            for (long sequence = log.firstSequence(); sequence <= log.lastSequence(); sequence++) {
                bytes += RecordLayout.recordBytes(
                        Records.of(sequence, MOST_BYTES).readableBytes());
            }
            assertThat(log.statistics().unforcedBytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatGrewOldWhileNobodyHadItOpenGoesAfterTheOpening(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            for (int i = 0; i < 3; i++) {
                Records.append(log, 10, MOST_BYTES, Durability.onDemand());
                log.sealTail();
            }
            assertThat(log.firstSequence()).isZero();
        }
        letGrowOld();
        LogOptions readOnly = LogOptions.builder()
                .openMode(OpenMode.READ_ONLY)
                .retention(Retention.age(AGE))
                .build();
        try (HybridLog log = HybridLog.open(path, readOnly)) {
            assertThat(log.firstSequence()).as("not by who only reads").isZero();
        }
        try (HybridLog log = open(layout)) {
            Crew.await("all but the last segment goes", () -> log.firstSequence() == 30);
            assertThat(log.lastSequence()).isEqualTo(29);
        }
        try (HybridLog log = HybridLog.open(path, readOnly)) {
            assertThat(log.firstSequence()).isEqualTo(30);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiscardThatFailsIsTriedAgain(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            seam.bend(
                    layout == Layout.DIRECTORY ? "unlinkat" : "fdatasync",
                    call -> call.file().contains(layout == Layout.DIRECTORY ? ".segment" : "log")
                            && !call.file().contains(".tidemark-"),
                    1,
                    1,
                    FaultSeam.failing(Errno.EIO));
            letGrowOld();
            Crew.await("it failed", () -> seam.fired() == 1);
            Crew.await("the readers see none of it", () -> log.firstSequence() == 20);
            ahead.addAndGet(TimeUnit.HOURS.toMicros(1));
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            letGrowOld();
            Crew.await("the next one goes, too", () -> log.firstSequence() == 30);
        }
        try (HybridLog log = open(layout)) {
            assertThat(log.firstSequence()).isEqualTo(30);
        }
    }

    /** Before the first segment goes, the second one has to be durable, which nobody has forced. */
    @ParameterizedTest
    @EnumSource
    void aForceThatFailsBeforeADiscardFailsTheLog(Layout layout) throws IOException {
        HybridLog log = open(layout);
        try {
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            Records.append(log, 900, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSizeGreaterThan(2);
            seam.bend(this::isOfAPrecaution, 1, 1, FaultSeam.failing(Errno.EIO));
            letGrowOld();
            Crew.await("it failed", () -> seam.fired() == 1);
            Crew.await("somebody hears of it", () -> !failures.isEmpty());
            assertThatThrownBy(() -> log.append(Records.of(910, MOST_BYTES), Durability.onDemand()))
                    .isInstanceOf(LogFailedException.class)
                    .hasStackTraceContaining("EIO");
            assertThat(log.firstSequence()).isZero();
        } finally {
            assertThatThrownBy(log::close).isInstanceOf(IOException.class);
        }
    }

    private boolean isOfAPrecaution(FaultSeam.Call call) {
        boolean isForce = call.name().equals("fdatasync") || call.name().equals("pwritev2");
        return isForce
                && Stream.of(Thread.currentThread().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("forceUpToHeader"));
    }

    /** Nobody forces, and there is no pressure to; complete segments are not even sealed. */
    @ParameterizedTest
    @EnumSource
    void whatIsTooOldAndNotForcedGoesToo(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            for (int i = 0; i < 25; i++) {
                log.append(Records.ofLength(i, 120_000), Durability.onDemand());
            }
            assertThat(log.segments()).hasSizeGreaterThan(3);
            assertThat(log.durableSequence()).isEqualTo(-1);
            awaitLooks(5);
            assertThat(log.firstSequence()).isZero();
            letGrowOld();
            Crew.await("all but the last segment goes", () -> log.segments().size() == 1);
        }
        assertThat(failures).isEmpty();
    }
}
