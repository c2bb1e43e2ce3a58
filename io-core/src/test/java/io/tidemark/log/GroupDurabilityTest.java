package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While one thread's force is under way another one appends, so that two are expected for the next: that one is put off
 * until the first thread has come back, or bytes or time are enough.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class GroupDurabilityTest extends LogAtHand {
    private static final int BYTES = 100;
    private static final int ENOUGH_BYTES = 10_000;
    private static final Durability AN_HOUR = Durability.group(Duration.ofHours(1), ENOUGH_BYTES);

    /** Who says so. */
    private enum Said {
        BY_THE_LOG,
        BY_THE_APPEND
    }

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private Crew crew;
    private HybridLog log;
    private Thread second;

    /** When the first force ended, or a little earlier. */
    private long endedNanos;

    @BeforeEach
    void begin() {
        crew = new Crew();
    }

    /** Whoever waits for an hour is told by the close of the log. */
    @AfterEach
    void end() throws IOException {
        mayEnd.countDown();
        try {
            log.close();
        } finally {
            crew.close();
        }
    }

    /** A first thread forces, and a second one waits for that to end; then it ends. */
    private void appendBeside(Durability durability, Said said, int length) throws Exception {
        LogOptions.Builder options = SmallLogs.options(Layout.SINGLE_FILE);
        if (said == Said.BY_THE_LOG) {
            options.durability(durability);
        }
        log = HybridLog.open(Environments.of(seam), path, options.build());
        seam.bend("fdatasync", call -> Thread.currentThread().getName().equals("first"), 1, 1, (call, real) -> {
            mayEnd.await();
            return real.make(call.copy());
        });
        Thread first = crew.once("first", () -> log.append(Records.of(0, BYTES), Durability.each()));
        Crew.await("the first one forces", () -> seam.fired() == 1);
        second = crew.once("second", () -> {
            if (said == Said.BY_THE_LOG) {
                log.append(Records.ofLength(1, length));
            } else {
                log.append(Records.ofLength(1, length), durability);
            }
        });
        Crew.await("the second one waits", () -> isAsleep(second));
        endedNanos = System.nanoTime();
        mayEnd.countDown();
        first.join();
    }

    /** In the queue of those who wait for a force. */
    private static boolean isAsleep(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker != null && blocker.getClass().getSimpleName().equals("Waiter");
    }

    private static boolean isKeepingWatch(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("keepWatch"));
    }

    private void awaitWatchOrEnd() {
        Crew.await(
                "the second one has decided", () -> !second.isAlive() || (isAsleep(second) && isKeepingWatch(second)));
    }

    @ParameterizedTest
    @EnumSource
    void aForceIsPutOffUntilTheOthersHaveCome(Said said) throws Exception {
        appendBeside(AN_HOUR, said, BYTES);
        awaitWatchOrEnd();
        assertThat(second.isAlive()).isTrue();
        assertThat(log.durableSequence()).isZero();
        long forces = log.statistics().forces();
        log.append(Records.of(2, BYTES), AN_HOUR);
        second.join();
        assertThat(log.durableSequence()).isEqualTo(2);
        assertThat(log.statistics().forces()).as("forces for two").isEqualTo(forces + 1);
    }

    @ParameterizedTest
    @EnumSource
    void whereBytesAreEnoughNobodyIsWaitedFor(Said said) throws Exception {
        appendBeside(AN_HOUR, said, ENOUGH_BYTES);
        awaitWatchOrEnd();
        assertThat(second.isAlive()).isFalse();
        assertThat(log.durableSequence()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whenTheDelayIsOverNobodyIsWaitedFor(Said said) throws Exception {
        Duration delay = Duration.ofMillis(30);
        appendBeside(Durability.group(delay, ENOUGH_BYTES), said, BYTES);
        second.join();
        assertThat(System.nanoTime() - endedNanos).isGreaterThanOrEqualTo(delay.toNanos());
        assertThat(log.durableSequence()).isEqualTo(1);
    }

    @Test
    void whoWantsToWaitForNobodyDoesNot() throws Exception {
        appendBeside(Durability.each(), Said.BY_THE_APPEND, BYTES);
        awaitWatchOrEnd();
        assertThat(second.isAlive()).isFalse();
        assertThat(log.durableSequence()).isEqualTo(1);
    }
}
