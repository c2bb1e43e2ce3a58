package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.log.append.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A log was opened so often after kills that its last segment has no room for another mark. So the first append rolls, and
 * forces by itself what tells its incarnation from the one before, while a discard may want to force the same file.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class OpeningForceTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_KILLS = 20;

    private static LogOptions options(Layout layout) {
        return SmallLogs.options(layout).build();
    }

    /** Two segments that can be discarded, and one that is full. */
    private void killUntilNoMarkFits(LogOptions options) throws IOException {
        try (HybridLog log = HybridLog.open(path, options)) {
            for (int i = 0; i < 2; i++) {
                log.append(Unpooled.EMPTY_BUFFER);
                log.sealTail();
            }
            log.append(Records.ofLength(2, SegmentWriter.maxLength(MIB)));
        }
        Path killed = place.directory().resolve("killed");
        long length = 0;
        for (int kills = 0; kills < MOST_KILLS; kills++) {
            try (HybridLog log = HybridLog.open(path, options)) {
                List<SegmentInfo> segments = log.segments();
                assertThat(segments).hasSize(3);
                if (segments.get(2).lengthBytes() == length) {
                    return;
                }
                length = segments.get(2).lengthBytes();
                LogImage.copy(path, killed);
            }
            LogImage.copy(killed, path);
        }
        throw new AssertionError("there is still room for a mark behind " + length);
    }

    /** An appender that prepares the next segment, because the background hasn't begun, forces that, too. */
    private static void awaitNextSegment(HybridLog log) throws IOException {
        log.discardBefore(0); // Discards nothing, and waits for the background.
    }

    @ParameterizedTest
    @EnumSource
    void aDiscardThatMeetsItWaits(Layout layout) throws IOException {
        LogOptions options = options(layout);
        killUntilNoMarkFits(options);
        LogImage image = LogImage.copy(path, place.directory().resolve("image"));
        Thread appender = Thread.currentThread();
        AtomicInteger waited = new AtomicInteger();
        boolean fired = true;
        for (int nth = 1; fired; nth++) {
            LogImage.copy(image.path(), path);
            try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
                awaitNextSegment(log);
                try (Crew crew = new Crew()) {
                    seam.bend("fdatasync", call -> Thread.currentThread() == appender, nth, 1, (call, real) -> {
                        Thread discarder = crew.once("discarder", () -> log.discardBefore(2));
                        Crew.await(
                                "it is done or has to wait",
                                () -> !discarder.isAlive() || discarder.getState() == Thread.State.BLOCKED);
                        waited.addAndGet(discarder.isAlive() ? 1 : 0);
                        return real.make(call.copy());
                    });
                    seam.orNever();
                    assertThat(log.append(Records.of(3, 100), Durability.onDemand()))
                            .isEqualTo(3);
                    fired = seam.fired() == 1;
                    seam.straighten();
                }
                log.discardBefore(2);
                assertThat(log.firstSequence()).isEqualTo(2);
                assertThat(log.append(Records.of(4, 100))).isEqualTo(4);
            }
            try (HybridLog log = HybridLog.open(path, options)) {
                assertThat(log.firstSequence()).isEqualTo(2);
                assertThat(log.lastSequence()).isEqualTo(4);
                Records.verify(log, 3, 100);
                Records.verify(log, 4, 100);
            }
        }
        assertThat(waited).as("forces that met").hasValue(2);
    }

    private static boolean isAtAppendersLock(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker != null && blocker.getClass().getSimpleName().equals("AppendersLock");
    }

    /** Whoever closes has the turn, and waits for the appenders' lock. */
    @ParameterizedTest
    @EnumSource
    void aCloseThatMeetsItWaits(Layout layout) throws IOException {
        LogOptions options = options(layout);
        killUntilNoMarkFits(options);
        Thread appender = Thread.currentThread();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options);
                Crew crew = new Crew()) {
            awaitNextSegment(log);
            seam.bend("fdatasync", call -> Thread.currentThread() == appender, 1, 1, (call, real) -> {
                Thread closer = crew.once("closer", log::close);
                Crew.await("it has to wait", () -> isAtAppendersLock(closer));
                return real.make(call.copy());
            });
            assertThat(log.append(Records.of(3, 100), Durability.onDemand())).isEqualTo(3);
            assertThat(seam.fired()).isEqualTo(1);
        }
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.verify(log, 3, 100);
        }
    }
}
