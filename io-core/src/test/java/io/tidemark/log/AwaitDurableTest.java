package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits until a sequence is durable, and leaves it to others to force. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class AwaitDurableTest extends LogAtHand {
    private static final int MOST_BYTES = 100;
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Set<String> FORCES = Set.of("pwritev2", "fdatasync", "msync");

    private HybridLog log;

    @BeforeEach
    void openNewLog() throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .durability(Durability.onDemand())
                .build();
        log = HybridLog.open(Environments.of(seam), path, options);
    }

    @AfterEach
    void closeLog() throws IOException {
        log.close();
    }

    private void append(int count) throws IOException {
        Records.append(log, count, MOST_BYTES, Durability.onDemand());
    }

    /** Somebody who waits for a sequence that isn't durable. */
    private Thread whoWaits(Crew crew, Crew.Work wait) {
        Thread waiting = crew.once("who waits", wait);
        Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        return waiting;
    }

    private Thread whoWaitsFor(Crew crew, long sequence) {
        return whoWaits(crew, () -> {
            assertThat(log.awaitDurable(sequence, LONG)).isTrue();
            assertThat(log.durableSequence()).isGreaterThanOrEqualTo(sequence);
        });
    }

    /** The next force by whoever appends, forces or closes. */
    private void bendForce(FaultSeam.Bend bend) {
        seam.bend(call -> FORCES.contains(call.name()) && !FaultSeam.isInBackground(), 1, 1, bend);
    }

    @Test
    void whatIsDurableIsNotWaitedFor() throws Exception {
        append(3);
        log.force();
        Thread.currentThread().interrupt();
        assertThat(log.awaitDurable(2, LONG)).isTrue();
        assertThat(log.awaitDurable(Long.MIN_VALUE, Duration.ofSeconds(-1))).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingIsForcedAndNobodyWaitsLongerThanSaid() throws Exception {
        append(1);
        long forces = log.statistics().forces();
        assertThat(log.awaitDurable(0, Duration.ofMillis(30))).isFalse();
        assertThat(log.awaitDurable(0, Duration.ZERO)).isFalse();
        assertThat(log.awaitDurable(0, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(log.awaitDurable(Long.MAX_VALUE, Duration.ofMillis(1))).isFalse();
        assertThat(log.statistics().forces()).isEqualTo(forces);
        assertThat(log.durableSequence()).isEqualTo(-1);
    }

    @Test
    void aForceOfSomebodyElseEndsTheWait() throws Exception {
        append(1);
        try (Crew crew = new Crew()) {
            whoWaitsFor(crew, 0);
            log.force();
        }
    }

    @Test
    void aSequenceThatIsStillToComeIsWaitedFor() throws Exception {
        try (Crew crew = new Crew()) {
            Thread waiting = whoWaitsFor(crew, 4);
            append(4);
            log.force();
            append(1);
            assertThat(waiting.isAlive()).as("it is only appended").isTrue();
            log.appendAsync(Records.of(5, MOST_BYTES));
        }
    }

    /** As many as there are, and often. */
    @Timeout(value = 300, unit = TimeUnit.SECONDS) // However long so many forces take.
    @Test
    void nobodyIsOverlooked() throws Exception {
        int rounds = 300;
        try (Crew crew = new Crew()) {
            for (int thread = 0; thread < 4; thread++) {
                crew.once("who waits", () -> {
                    for (int sequence = 0; sequence < rounds; sequence++) {
                        assertThat(log.awaitDurable(sequence, LONG)).isTrue();
                    }
                });
            }
            for (int i = 0; i < rounds; i++) {
                Records.append(log, 1, MOST_BYTES, i % 3 == 0 ? Durability.onDemand() : Durability.each());
            }
            log.force();
        }
    }

    @Test
    void appendsThatForceNothingWakeNobody() throws Exception {
        try (Crew crew = new Crew()) {
            Thread waiting = whoWaitsFor(crew, 20_000);
            long before = waits(waiting);
            append(20_001);
            assertThat(waits(waiting) - before).isLessThan(100);
            log.force();
        }
    }

    private static long waits(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getWaitedCount();
    }

    @Test
    void whoIsInterruptedGivesUp() throws Exception {
        append(1);
        try (Crew crew = new Crew()) {
            Thread waiting = whoWaits(
                    crew,
                    () -> assertThatThrownBy(() -> log.awaitDurable(0, LONG)).isInstanceOf(InterruptedException.class));
            waiting.interrupt();
        }
    }

    @Test
    void aFailureIsToldToWhoWaitsAndToWhoComesLater() throws Exception {
        append(1);
        log.force();
        append(1);
        bendForce(FaultSeam.failing(Errno.EIO));
        Crew.Work wait = () -> assertThatThrownBy(() -> log.awaitDurable(1, LONG))
                .isInstanceOf(LogFailedException.class)
                .hasStackTraceContaining("EIO");
        try (Crew crew = new Crew()) {
            whoWaits(crew, wait);
            assertThatThrownBy(log::force).hasStackTraceContaining("EIO");
        }
        assertThat(seam.fired()).isEqualTo(1);
        wait.run();
        assertThat(log.awaitDurable(0, Duration.ZERO)).as("it was before").isTrue();
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        wait.run();
    }

    /** Of what was appended it can read the rest before, if it is shown that. */
    @ParameterizedTest
    @EnumSource
    void aFailureIsToldToACursorThatWaits(Visibility visibility) throws Exception {
        append(1);
        log.force();
        append(1);
        bendForce(FaultSeam.failing(Errno.EIO));
        try (Crew crew = new Crew();
                LogCursor cursor = log.cursor(0, visibility)) {
            for (long left = visibility == Visibility.DURABLE ? 1 : 2; left > 0; left--) {
                assertThat(cursor.next(Duration.ZERO)).isTrue();
            }
            Crew.Work wait = () -> assertThatThrownBy(() -> cursor.next(LONG))
                    .isInstanceOf(LogFailedException.class)
                    .hasStackTraceContaining("EIO");
            Thread waiting = whoWaits(crew, wait);
            assertThatThrownBy(log::force).hasStackTraceContaining("EIO");
            waiting.join();
            wait.run();
        }
        assertThat(seam.fired()).isEqualTo(1);
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
    }

    @Test
    void whatACloseMakesDurableIsWaitedFor() throws Exception {
        append(2);
        CountDownLatch mayForce = new CountDownLatch(1);
        bendForce((call, real) -> {
            assertThat(mayForce.await(30, TimeUnit.SECONDS)).isTrue();
            return real.make(call.copy());
        });
        try (Crew crew = new Crew()) {
            whoWaitsFor(crew, 1);
            whoWaits(
                    crew,
                    () -> assertThatThrownBy(() -> log.awaitDurable(2, LONG))
                            .isInstanceOf(ClosedChannelException.class));
            crew.once("who closes", log::close);
            Crew.await("it forces", () -> seam.fired() == 1);
            whoWaitsFor(crew, 1);
            mayForce.countDown();
        }
        assertThat(log.awaitDurable(1, Duration.ZERO)).isTrue();
    }
}
