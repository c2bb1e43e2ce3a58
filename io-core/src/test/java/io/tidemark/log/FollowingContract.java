package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.file.FileLockedException;
import io.tidemark.file.OpenMode;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a log promises in either layout, to those who wait at its end and those who follow its writer. */
abstract class FollowingContract extends NewLog {
    @Test
    void aCursorAtTheEndWaitsForTheNextRecord() throws Exception {
        Crew crew = new Crew();
        try (crew;
                LogCursor cursor = log.cursor(0)) {
            assertThat(cursor.next(Duration.ofMillis(30))).isFalse();
            crew.once("appender", () -> {
                for (int i = 0; i < 3_000; i++) {
                    log.append(Records.of(i, MOST_BYTES), i % 100 == 0 ? Durability.each() : Durability.onDemand());
                }
            });
            for (int i = 0; i < 3_000; i++) {
                assertThat(cursor.next(Duration.ofSeconds(20)))
                        .as("record %d", i)
                        .isTrue();
                assertThat(cursor.payload()).isEqualTo(Records.of(i, MOST_BYTES));
            }
        }
    }

    @Test
    void aCursorOfDurableRecordsShowsNoOthers() throws IOException {
        Records.append(log, 10, MOST_BYTES, Durability.each());
        Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        try (LogCursor cursor = log.cursor(0, Visibility.DURABLE)) {
            for (int i = 0; i < 10; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
            assertThat(log.force().durableSequence()).isEqualTo(19);
            assertThat(cursor.next()).isTrue();
        }
    }

    @Test
    void onlyOneWriterAtATime() {
        assertThatThrownBy(() -> HybridLog.open(path, options().build())).isInstanceOf(FileLockedException.class);
    }

    @Test
    void aReaderOpensItBesideTheWriter() throws IOException {
        Records.append(log, 3_000, MOST_BYTES, Durability.onDemand());
        log.force();
        try (HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            assertThat(reader.lastSequence()).isEqualTo(2_999);
            Records.verify(reader, MOST_BYTES);
            assertThatThrownBy(() -> reader.append(Unpooled.EMPTY_BUFFER))
                    .isInstanceOf(NonWritableChannelException.class)
                    .hasMessage(path + ": the log was opened READ_ONLY; to change it, open it with OPEN_EXISTING or"
                            + " CREATE_OR_OPEN");
        }
    }

    @Tag("no-dax")
    @Test
    void aReaderThatRequiresWhatCannotBeHadIsToldAtOnce() {
        LogOptions required = options()
                .openMode(OpenMode.READ_ONLY)
                .sealed(ModeChoice.require(RangeMode.SHADOWED))
                .build();
        assertThatThrownBy(() -> HybridLog.open(path, required)).isInstanceOf(ModeUnavailableException.class);
    }

    @Test
    void aReaderFollowsTheWriterThroughSegments() throws Exception {
        Records.append(log, 100, MOST_BYTES, Durability.each());
        try (HybridLog reader = HybridLog.open(
                        path, options().openMode(OpenMode.READ_ONLY).build());
                LogCursor cursor = reader.cursor(0);
                Crew crew = new Crew()) {
            crew.once("appender", () -> {
                for (int i = 0; i < 30; i++) {
                    Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                    log.force();
                }
            });
            for (int i = 0; i < 3_100; i++) {
                assertThat(cursor.next(Duration.ofSeconds(20)))
                        .as("record %d", i)
                        .isTrue();
                assertThat(cursor.sequence()).isEqualTo(i);
                assertThat(cursor.payload()).isEqualTo(Records.of(i, MOST_BYTES));
            }
            assertThat(cursor.next(Duration.ofMillis(20))).isFalse();
            assertThat(reader.segments()).hasSizeGreaterThan(2);
            assertThat(reader.durableSequence()).isPositive().isLessThanOrEqualTo(3_099);
        }
    }

    @Test
    void aReaderThatLooksForATimeFindsWhatWasAppendedMeanwhile() throws IOException {
        Instant never = Instant.MAX;
        try (HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            for (int i = 1; i < 4; i++) {
                Records.append(log, 10, MOST_BYTES, Durability.each());
                assertThat(reader.sequenceAt(never)).isEqualTo(10L * i);
                assertThat(reader.lastSequence()).isEqualTo(10L * i - 1);
                log.sealTail();
                assertThat(reader.sequenceAt(never)).isEqualTo(10L * i);
            }
        }
    }

    @Test
    void aReaderKnowsOfAllButTheLastRecordThatItIsDurable() throws IOException {
        OpenMode mode = OpenMode.READ_ONLY;
        Records.append(log, 20, 100, Durability.each());
        try (HybridLog reader = HybridLog.open(path, options().openMode(mode).build());
                LogCursor cursor = reader.cursor(0, Visibility.DURABLE)) {
            assertThat(reader.durableSequence()).as("at once").isEqualTo(18);
            for (int i = 0; i < 19; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
            Records.append(log, 1, 100, Durability.each());
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.sequence()).isEqualTo(19);
            assertThat(cursor.next()).isFalse();
        }
    }

    /** The footer says what was, and no record behind it has to. */
    @Test
    void aReaderKnowsThatWhatWasDurableWhenItWasSealedIs() throws Exception {
        OpenMode mode = OpenMode.READ_ONLY;
        Records.append(log, 20, 100, Durability.each());
        try (HybridLog reader = HybridLog.open(path, options().openMode(mode).build())) {
            for (int last = 19; last < 60; last += 20) {
                log.sealTail();
                assertThat(reader.awaitDurable(last, Duration.ofSeconds(20))).isTrue();
                try (HybridLog late =
                        HybridLog.open(path, options().openMode(mode).build())) {
                    assertThat(late.durableSequence()).as("at once").isEqualTo(last);
                }
                Records.append(log, 20, 100, Durability.each());
            }
        }
    }

    @Test
    void aReaderLearnsFromTheNextWriterWhatOneThatDiedHadMadeDurable() throws IOException {
        Records.append(log, 20, 100, Durability.each());
        Path left = place.directory().resolve("left");
        LogImage.copy(path, left);
        try (HybridLog reader = HybridLog.open(
                        left, options().openMode(OpenMode.READ_ONLY).build());
                LogCursor cursor = reader.cursor(19, Visibility.DURABLE)) {
            assertThat(cursor.next()).as("nothing proves it").isFalse();
            try (HybridLog next = HybridLog.open(left, options().build())) {
                assertThat(next.durableSequence()).isEqualTo(19);
                assertThat(cursor.next()).isTrue();
            }
        }
    }

    @Test
    void aReaderNeverTakesForDurableWhatIsNot() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (HybridLog reader = HybridLog.open(
                        path, options().openMode(OpenMode.READ_ONLY).build());
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 100; i++) {
                Durability durability = random.nextInt(4) == 0 ? Durability.each() : Durability.onDemand();
                Records.append(log, 1 + random.nextInt(20), 1_000, durability);
                while (cursor.next()) {
                    assertThat(reader.durableSequence()).as("seed %d", seed).isLessThanOrEqualTo(log.durableSequence());
                }
                assertThat(reader.durableSequence()).as("seed %d", seed).isLessThanOrEqualTo(log.durableSequence());
                if (i % 10 != 0) {
                    continue; // To open it is dear.
                }
                try (HybridLog late = HybridLog.open(
                        path, options().openMode(OpenMode.READ_ONLY).build())) {
                    assertThat(late.durableSequence()).as("seed %d", seed).isLessThanOrEqualTo(log.durableSequence());
                }
            }
            log.force();
            Records.append(log, 2, 1_000, Durability.each());
            while (cursor.next()) {
                assertThat(cursor.sequence()).isLessThanOrEqualTo(log.lastSequence());
            }
            assertThat(reader.durableSequence()).as("seed %d", seed).isEqualTo(log.lastSequence() - 1);
        }
    }

    @Test
    void aReaderThatFollowsGoesOnWhenTheWriterCloses() throws Exception {
        Records.append(log, 10, MOST_BYTES, Durability.each());
        try (HybridLog reader = HybridLog.open(
                        path, options().openMode(OpenMode.READ_ONLY).build());
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 10; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).as("looked for more").isFalse();
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.close();
            for (int i = 10; i < 20; i++) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.payload()).isEqualTo(Records.of(i, MOST_BYTES));
            }
            assertThat(cursor.next()).isFalse();
            assertThat(reader.durableSequence())
                    .as("durable, as the close says")
                    .isEqualTo(19);
        }
    }

    @Test
    void aReaderWaitsForNoTimeThatIsBelowZero() throws Exception {
        try (HybridLog reader = HybridLog.open(
                        path, options().openMode(OpenMode.READ_ONLY).build());
                LogCursor cursor = reader.cursor(0)) {
            assertThat(cursor.next(Duration.ofSeconds(-1))).isFalse();
            assertThat(cursor.next(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        }
    }

    @Test
    void aReaderWaitsUntilItKnowsThatASequenceIsDurable() throws Exception {
        Records.append(log, 10, 100, Durability.each());
        try (HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            assertThat(reader.awaitDurable(8, Duration.ZERO)).isTrue();
            assertThat(reader.awaitDurable(9, Duration.ofMillis(30)))
                    .as("nothing proves it")
                    .isFalse();
            Records.append(log, 1, 100, Durability.each());
            assertThat(reader.awaitDurable(9, Duration.ZERO))
                    .as("it looks at least once")
                    .isTrue();
            try (Crew crew = new Crew()) {
                Thread waiting = crew.once(
                        "who waits",
                        () -> assertThat(reader.awaitDurable(10, Duration.ofSeconds(20)))
                                .isTrue());
                Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
                log.close();
            }
        }
    }

    @Test
    void aReaderKnowsThatAClosedLogIsDurable() throws Exception {
        Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        log.close();
        try (HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            assertThat(reader.durableSequence()).isEqualTo(9);
        }
    }

    @Test
    void aClosedLogSaysSo() throws IOException {
        Records.append(log, 3, MOST_BYTES, Durability.each());
        log.close();
        Crew.Work[] everything = {
            () -> log.append(Unpooled.EMPTY_BUFFER),
            () -> log.append(List.of(Unpooled.EMPTY_BUFFER)),
            () -> log.append(Unpooled.EMPTY_BUFFER, Durability.onDemand()),
            () -> log.appendAsync(Unpooled.EMPTY_BUFFER),
            () -> log.appendAsync(List.of(Unpooled.EMPTY_BUFFER)),
            () -> log.appendAsync(List.of()),
            () -> log.force(),
            () -> log.sealTail(),
            () -> log.discardBefore(1),
            () -> log.discardBefore(7),
            () -> log.read(0),
            () -> log.read(7),
            () -> log.cursor(0),
            () -> log.cursor(7),
            () -> log.cursor(Instant.EPOCH),
            () -> log.sequenceAt(Instant.EPOCH),
            () -> log.hold(0),
            () -> log.hold(7)
        };
        for (int i = 0; i < everything.length; i++) {
            assertThatThrownBy(everything[i]::run)
                    .as("call %d", i)
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessage(path + ": the log is closed");
        }
        log.close();
    }

    /** Rather than nothing, for which others would wait in vain, and again and again. */
    @Test
    void aCursorOfAClosedLogShowsWhatItHasReadAndThenSaysSo() throws Exception {
        Records.append(log, 3, MOST_BYTES, Durability.each());
        try (LogCursor cursor = log.cursor(0);
                LogCursor atTheEnd = log.cursor(3)) {
            assertThat(cursor.next()).isTrue();
            log.close();
            for (int i = 1; i < 3; i++) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.payload()).isEqualTo(Records.of(i, MOST_BYTES));
            }
            for (LogCursor ended : List.of(cursor, atTheEnd)) {
                assertThatThrownBy(ended::next).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> ended.next(Duration.ofSeconds(1))).isInstanceOf(ClosedChannelException.class);
            }
        }
    }

    /** As the next call would: nobody takes it for a time-out. */
    @Test
    void aCursorThatWaitsWhileTheLogIsClosedSaysSo() throws Exception {
        Records.append(log, 3, MOST_BYTES, Durability.each());
        HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build());
        for (HybridLog closed : List.of(reader, log)) {
            try (Crew crew = new Crew();
                    LogCursor cursor = closed.cursor(3)) {
                Thread waiting = crew.once(
                        "who waits",
                        () -> assertThatThrownBy(() -> cursor.next(Duration.ofSeconds(20)))
                                .isInstanceOf(ClosedChannelException.class)
                                .hasMessage(path + ": the log is closed"));
                Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
                closed.close();
                Crew.await("it is told", () -> !waiting.isAlive());
            }
        }
    }

    @Test
    void whoWaitsForMoreToBeDurableWhileTheLogIsClosedIsTold() throws Exception {
        Records.append(log, 3, MOST_BYTES, Durability.each());
        HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build());
        for (HybridLog closed : List.of(reader, log)) {
            Crew.Work wait = () -> assertThatThrownBy(() -> closed.awaitDurable(3, Duration.ofSeconds(20)))
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessage(path + ": the log is closed");
            try (Crew crew = new Crew()) {
                Thread waiting = crew.once("who waits", wait);
                Crew.await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
                closed.close();
            }
            wait.run();
            assertThat(closed.awaitDurable(1, Duration.ZERO))
                    .as("known before the close")
                    .isTrue();
        }
    }
}
