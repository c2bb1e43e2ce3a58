package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody whom a log calls waits for what never comes, while the log is closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class WaitDuringCloseTest extends LogAtHand {
    private static final int MOST_BYTES = 100;
    private static final Set<String> FORCES = Set.of("pwritev2", "fdatasync", "msync");
    private static final Duration LONG = Duration.ofHours(1);

    /** What is waited for. */
    private enum Wait {
        RECORD {
            @Override
            void in(HybridLog log) throws IOException, InterruptedException {
                try (LogCursor cursor = log.cursor(log.lastSequence() + 1)) {
                    cursor.next(LONG);
                }
            }
        },
        DURABLE_RECORD {
            @Override
            void in(HybridLog log) throws IOException, InterruptedException {
                try (LogCursor cursor = log.cursor(log.lastSequence() + 1, Visibility.DURABLE)) {
                    cursor.next(LONG);
                }
            }
        },
        DURABILITY {
            @Override
            void in(HybridLog log) throws IOException, InterruptedException {
                log.awaitDurable(log.lastSequence() + 1, LONG);
            }
        };

        abstract void in(HybridLog log) throws IOException, InterruptedException;
    }

    private final AtomicReference<HybridLog> log = new AtomicReference<>();
    private final AtomicReference<Thread> waiting = new AtomicReference<>();

    /** How many records could be read by who had waited in vain. */
    private final AtomicLong read = new AtomicLong();

    private void open(LogListener listener) throws IOException {
        LogOptions options =
                SmallLogs.options(Layout.SINGLE_FILE).listener(listener).build();
        log.set(HybridLog.open(Environments.of(seam), path, options));
    }

    private void waitInVain(Wait wait) {
        waiting.set(Thread.currentThread());
        assertThatThrownBy(() -> wait.in(log.get())).isInstanceOf(ClosedChannelException.class);
        try {
            Records.verify(log.get(), 0, MOST_BYTES);
            read.incrementAndGet();
        } catch (IOException e) {
            throw new AssertionError("it could not be read", e);
        }
    }

    private void close() throws IOException {
        Crew.await("it waits", () -> {
            Thread thread = waiting.get();
            return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
        });
        log.get().close();
        assertThat(read)
                .as("told, and what there is can be read until the close has ended")
                .hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void aListenerThatWaitsIsTold(Wait wait) throws Exception {
        open(new LogListener() {
            @Override
            public void onSealed(SegmentInfo segment) {
                waitInVain(wait);
            }
        });
        Records.append(log.get(), 3, MOST_BYTES, Durability.each());
        try (Crew crew = new Crew()) {
            crew.once("who seals", log.get()::sealTail);
            close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDependsOnAnAppendIsTold(Wait wait) throws Exception {
        open(LogListener.NONE);
        CountDownLatch isMade = new CountDownLatch(1);
        seam.bend(call -> FORCES.contains(call.name()), 1, Integer.MAX_VALUE, (call, real) -> {
            assertThat(isMade.await(30, TimeUnit.SECONDS)).isTrue();
            return real.make(call.copy());
        });
        log.get().appendAsync(Records.of(0, MOST_BYTES)).thenRun(() -> waitInVain(wait));
        isMade.countDown(); // What depends on a stage that is complete would be done here.
        close();
        assertThat(seam.fired()).isPositive();
    }
}
