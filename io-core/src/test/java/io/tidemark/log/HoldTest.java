package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.log.append.MicroClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.NonWritableChannelException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is held stays. Segments have ten records each. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class HoldTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 100;

    private HybridLog open(Layout layout, Retention retention) throws IOException {
        return HybridLog.open(
                path, SmallLogs.options(layout).retention(retention).build());
    }

    private static HybridLog withSegments(HybridLog log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            log.sealTail();
        }
        return log;
    }

    private HybridLog openWithSegments(Layout layout, int count) throws IOException {
        return withSegments(open(layout, Retention.everything()), count);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHeldIsNotDiscardedByHand(Layout layout) throws IOException {
        try (HybridLog log = openWithSegments(layout, 4)) {
            LogHold hold = log.hold(15);
            assertThat(hold.sequence()).isEqualTo(15);
            log.discardBefore(40);
            assertThat(log.firstSequence())
                    .as("what lies in front of it is gone")
                    .isEqualTo(10);
            log.discardBefore(40);
            Records.verify(log, MOST_BYTES);

            hold.advance(20);
            assertThat(log.firstSequence()).as("nobody has discarded since").isEqualTo(10);
            log.discardBefore(40);
            assertThat(log.firstSequence()).isEqualTo(20);

            hold.close();
            assertThat(log.firstSequence()).isEqualTo(20);
            log.discardBefore(40);
            assertThat(log.firstSequence()).isEqualTo(40);
            assertThat(log.statistics().discardedSegments()).isEqualTo(4);
        }
    }

    private static Stream<Retention> whatLooksAtSeals() {
        return Stream.of(Retention.bytes(MIB), Retention.records(1), Retention.age(Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("whatLooksAtSeals")
    void whatIsHeldIsRetainedUntilTheFirstLookAfterIt(Retention retention) throws Exception {
        try (HybridLog log = open(Layout.SINGLE_FILE, retention)) {
            LogHold hold = log.hold(0);
            withSegments(log, 3);
            TimeUnit.MILLISECONDS.sleep(30); // All that is there gets too old.
            withSegments(log, 1);
            assertThat(log.firstSequence()).isZero();
            Records.verify(log, MOST_BYTES);

            hold.advance(25);
            withSegments(log, 1);
            assertThat(log.firstSequence()).isEqualTo(20);

            hold.close();
            TimeUnit.MILLISECONDS.sleep(30);
            withSegments(log, 1);
            assertThat(log.firstSequence()).isGreaterThanOrEqualTo(40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHeldStaysHoweverOldItGrows(Layout layout) throws IOException {
        AtomicLong now = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();
        LogOptions options = SmallLogs.options(layout)
                .retention(Retention.age(Duration.ofMillis(200)))
                .build();
        LogOpener opener = new LogOpener(
                Environments.of(seam),
                () -> {
                    looks.incrementAndGet();
                    return now.get();
                },
                path,
                options);
        try (HybridLog log = withSegments(opener.open(), 3)) {
            LogHold hold = log.hold(10);
            now.set(MicroClock.now() + TimeUnit.HOURS.toMicros(1));
            Crew.await("what lies in front of it goes", () -> log.firstSequence() == 10);
            withSegments(log, 1);
            assertThat(log.firstSequence()).isEqualTo(10);

            hold.advance(20);
            Crew.await("more goes", () -> log.firstSequence() == 20);
            hold.close();
            Crew.await("all goes", () -> log.firstSequence() == 40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofSeveralHoldsTheLowestOneCounts(Layout layout) throws IOException {
        try (HybridLog log = openWithSegments(layout, 4);
                LogHold last = log.hold(30)) {
            LogHold first = log.hold(10);
            LogHold same = log.hold(10);
            log.discardBefore(40);
            first.close();
            log.discardBefore(40);
            assertThat(log.firstSequence()).isEqualTo(10);
            same.advance(40);
            log.discardBefore(40);
            assertThat(log.firstSequence()).isEqualTo(last.sequence());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStillToComeCanBeHeldFromTheEndOn(Layout layout) throws IOException {
        try (HybridLog log = openWithSegments(layout, 1);
                LogHold hold = log.hold(log.lastSequence() + 1)) {
            withSegments(log, 2);
            log.discardBefore(30);
            assertThat(log.firstSequence()).isEqualTo(hold.sequence()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatTheLogHoldsCanBeHeld(Layout layout) throws IOException {
        try (HybridLog log = openWithSegments(layout, 2)) {
            log.discardBefore(10);
            for (long sequence : new long[] {Long.MIN_VALUE, -1, 9, 21, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> log.hold(sequence))
                        .isInstanceOf(SequenceOutOfRangeException.class)
                        .hasMessageContaining("the log holds 10 to 19");
            }
            log.discardBefore(20);
            assertThat(log.firstSequence()).as("those hold nothing").isEqualTo(20);
            log.hold(20).close();
        }
    }

    @Test
    void aHoldGoesForwardOnlyAndNotBeyondTheEnd() throws IOException {
        try (HybridLog log = openWithSegments(Layout.SINGLE_FILE, 2)) {
            LogHold hold = log.hold(5);
            hold.advance(5);
            hold.advance(7);
            for (long sequence : new long[] {Long.MIN_VALUE, 6}) {
                assertThatThrownBy(() -> hold.advance(sequence))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Long.toString(sequence));
                assertThat(hold.sequence()).isEqualTo(7);
            }
            for (long sequence : new long[] {21, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> hold.advance(sequence))
                        .isInstanceOf(SequenceOutOfRangeException.class)
                        .hasMessageContaining("there is no sequence " + sequence + ": the log holds 0 to 19");
                assertThat(hold.sequence()).isEqualTo(7);
            }
            hold.advance(20);
            hold.close();
            hold.close();
            assertThatThrownBy(() -> hold.advance(20))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the hold is closed");
        }
    }

    @Test
    void whoOnlyReadsCanHoldNothing() throws IOException {
        openWithSegments(Layout.SINGLE_FILE, 1).close();
        try (HybridLog reader = HybridLog.open(path, SmallLogs.readOnly().build())) {
            assertThatThrownBy(() -> reader.hold(0)).isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void aHoldMayOutliveItsLog() throws IOException {
        HybridLog log = openWithSegments(Layout.SINGLE_FILE, 1);
        LogHold hold = log.hold(0);
        log.close();
        hold.advance(5);
        assertThat(hold.sequence()).isEqualTo(5);
        hold.close();
    }

    @ParameterizedTest
    @MethodSource("whatLooksAtSeals")
    void whatWasHeldBeforeTheCloseIsHeldNoMoreUnlessItIsHeldAgain(Retention retention) throws Exception {
        try (HybridLog log = openWithSegments(Layout.SINGLE_FILE, 4)) {
            log.hold(0);
        }
        if (!(retention instanceof Retention.Age)) {
            try (HybridLog log = open(Layout.SINGLE_FILE, retention);
                    LogHold hold = log.hold(15)) {
                withSegments(log, 1);
                assertThat(log.firstSequence())
                        .as("taken before the first look")
                        .isEqualTo(10);
                assertThat(hold.sequence()).isEqualTo(15);
            }
        }
        TimeUnit.MILLISECONDS.sleep(30); // All that is there gets too old.
        try (HybridLog log = open(Layout.SINGLE_FILE, retention)) {
            withSegments(log, 1);
            assertThat(log.firstSequence()).isGreaterThanOrEqualTo(40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerKeepsASegmentOfWhoseSealItHears(Layout layout) throws IOException {
        ConcurrentLinkedQueue<LogHold> holds = new ConcurrentLinkedQueue<>();
        HybridLog[] opened = new HybridLog[1];
        LogListener archiver = new LogListener() {
            @Override
            public void onSealed(SegmentInfo segment) {
                try {
                    holds.add(opened[0].hold(segment.firstSequence()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        LogOptions options = SmallLogs.options(layout)
                .retention(Retention.bytes(MIB))
                .listener(archiver)
                .build();
        try (HybridLog log = HybridLog.open(path, options)) {
            opened[0] = log;
            withSegments(log, 3);
            assertThat(log.firstSequence()).isZero();
            holds.remove().close();
            holds.remove().close();
            withSegments(log, 1);
            assertThat(log.firstSequence()).isEqualTo(20);
        }
    }

    /** Whoever takes a hold while segments go either keeps all of it, or is told that it isn't there any more. */
    @ParameterizedTest
    @EnumSource
    void aHoldBesideADiscardIsHonouredOrOutOfRange(Layout layout) throws IOException {
        AtomicInteger honoured = new AtomicInteger();
        try (HybridLog log = open(layout, Retention.records(10));
                Crew crew = new Crew()) {
            crew.repeat("holder", () -> {
                long first = log.firstSequence();
                try (LogHold hold = log.hold(first)) {
                    for (int look = 0; look < 20; look++) {
                        assertThat(log.firstSequence()).isEqualTo(hold.sequence());
                        TimeUnit.MICROSECONDS.sleep(20);
                    }
                    honoured.incrementAndGet();
                } catch (SequenceOutOfRangeException e) {
                    assertThat(e.firstSequence()).as("discarded meanwhile").isGreaterThan(first);
                }
                TimeUnit.MICROSECONDS.sleep(200); // So that something goes now and then.
            });
            boolean haveBothWon = false;
            for (int round = 0; (round < 40 || !haveBothWon) && crew.isWorking(); round++) {
                withSegments(log, 1);
                log.discardBefore(log.lastSequence() - 5);
                haveBothWon = honoured.get() > 0 && log.statistics().discardedSegments() > 0;
            }
            assertThat(honoured).hasPositiveValue();
            assertThat(log.statistics().discardedSegments()).isPositive();
        }
    }
}
