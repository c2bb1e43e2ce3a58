package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.mode.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a log promises in either layout, about segments that are discarded, by hand or by retention. */
abstract class DiscardContract extends NewLog {
    private static final int ROUNDS = 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

    @Test
    void discardingWhatIsGoneOrNeverWasChangesNothing() throws IOException {
        Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
        log.discardBefore(1_500);
        long first = log.firstSequence();
        for (long sequence : new long[] {Long.MIN_VALUE, -1, 0, first}) {
            log.discardBefore(sequence);
            assertThat(log.firstSequence()).isEqualTo(first);
        }
        assertThatThrownBy(() -> log.discardBefore(Long.MAX_VALUE)).isInstanceOf(SequenceOutOfRangeException.class);
        for (long sequence : new long[] {Long.MIN_VALUE, -1, 0, first - 1, 2_000, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> log.read(sequence))
                    .isInstanceOf(SequenceOutOfRangeException.class)
                    .hasMessageContaining("the log holds " + first + " to 1999");
        }
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void discardingGivesTheOldestSegmentsBack() throws IOException {
        Records.append(log, 5_000, MOST_BYTES, Durability.onDemand());
        int before = log.segments().size();

        log.discardBefore(2_500);

        long first = log.firstSequence();
        assertThat(first).isPositive().isLessThanOrEqualTo(2_500);
        assertThat(log.segments()).hasSizeLessThan(before);
        assertThatThrownBy(() -> log.read(first - 1)).isInstanceOf(SequenceOutOfRangeException.class);
        Records.verify(log, MOST_BYTES);
        reopen();
        assertThat(log.firstSequence()).isEqualTo(first);
        Records.verify(log, MOST_BYTES);
        log.discardBefore(log.lastSequence() + 1);
        assertThat(log.segments()).hasSize(1);
        Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void whoDiscardsWhatACursorHasPassedMeetsEveryRecord() throws IOException {
        log.append(Records.ofLength(0, MOST_BYTES), Durability.onDemand());
        int segments = 0;
        try (LogCursor cursor = log.cursor(0)) {
            // It keeps up with the appender, so it has read each segment before that got its footer.
            for (long sequence = 0; sequence < 3_000; sequence++) {
                assertThat(cursor.next()).as("sequence %d", sequence).isTrue();
                assertThat(cursor.sequence()).isEqualTo(sequence);
                log.append(Records.ofLength(sequence + 1, MOST_BYTES), Durability.onDemand());
                long first = log.firstSequence();
                if (log.segments().size() > 1) {
                    log.discardBefore(cursor.nextSequence());
                }
                segments += log.firstSequence() > first ? 1 : 0;
            }
        }
        assertThat(segments).as("segments that were discarded").isGreaterThan(5);
    }

    @Test
    void theOffsetSpaceNeverRunsOutAndTheSpaceStaysTheSame() throws IOException {
        for (int round = 0; round < 12; round++) {
            Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
            Records.verify(log, MOST_BYTES);
            log.discardBefore(log.lastSequence() - 100);
            assertThat(fileBytes()).as("bytes of all files").isLessThanOrEqualTo(8 * MIB);
            if (round % 4 == 3) {
                reopen();
                Records.verify(log, MOST_BYTES);
            }
        }
        assertThat(log.segments()).hasSizeLessThan(4);
        assertThat(log.segments().get(0).number())
                .as("segments that there were")
                .isGreaterThan(24);
    }

    private long fileBytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void retentionKeepsTheLastOnes() throws IOException {
        log.close();
        log = HybridLog.open(path, options().retention(Retention.records(1_000)).build());
        Records.append(log, 6_000, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        assertThat(log.firstSequence()).isPositive().isLessThanOrEqualTo(5_000);
        assertThat(log.segments()).hasSizeLessThan(5);
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void aListenerThatThrowsDisturbsNobody() throws IOException {
        log.close();
        List<String> heard = new CopyOnWriteArrayList<>();
        LogListener listener = new LogListener() {
            @Override
            public void onSealed(SegmentInfo segment) {
                heard.add("sealed");
                throw new IllegalStateException("at the seal");
            }

            @Override
            public void onDiscarded(long firstSequence) {
                heard.add("discarded");
                throw new AssertionError("at the discard");
            }
        };
        log = HybridLog.open(
                path,
                options().listener(listener).retention(Retention.bytes(2 * MIB)).build());
        Records.append(log, 3_000, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        assertThat(log.segments()).hasSize(2);
        assertThat(heard).contains("sealed", "discarded");
        log.discardBefore(log.lastSequence() + 1);
        assertThat(log.segments()).hasSize(1);
        Records.verify(log, MOST_BYTES);
    }

    private long sealedCount() {
        return log.segments().stream()
                .filter(segment -> segment.state() == SegmentInfo.State.SEALED)
                .count();
    }

    @Test
    void retentionWaitsForAListenerThatIsSlow() throws Exception {
        log.close();
        CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
        List<Long> sealed = new CopyOnWriteArrayList<>();
        List<Long> unreadable = new CopyOnWriteArrayList<>();
        LogListener listener = new LogListener() {
            @Override
            public void onSealed(SegmentInfo segment) {
                mayGoOn.join();
                sealed.add(segment.number());
                if (log.firstSequence() > segment.firstSequence()) {
                    unreadable.add(segment.number());
                }
            }
        };
        log = HybridLog.open(
                path,
                options().listener(listener).retention(Retention.bytes(2 * MIB)).build());
        try {
            Records.append(log, 6_000, MOST_BYTES, Durability.onDemand());
            log.force();
            Crew.await("several segments are sealed", () -> sealedCount() >= 4);
            assertThat(log.firstSequence()).isZero();
        } finally {
            mayGoOn.complete(null);
        }
        log.sealTail();
        assertThat(sealed).hasSizeGreaterThan(5).isSorted().doesNotHaveDuplicates();
        assertThat(sealed.get(sealed.size() - 1)).isEqualTo(sealed.size() - 1);
        assertThat(unreadable).isEmpty();
        assertThat(log.segments()).hasSize(2);
    }

    @Test
    void retentionByAgeKeepsWhatIsYoung() throws Exception {
        log.close();
        log = HybridLog.open(
                path, options().retention(Retention.age(Duration.ofHours(1))).build());
        Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        assertThat(log.firstSequence()).isZero();
        log.close();
        log = HybridLog.open(
                path, options().retention(Retention.age(Duration.ofMillis(1))).build());
        TimeUnit.MILLISECONDS.sleep(20); // All that is there gets too old.
        Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        assertThat(log.firstSequence()).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void aViewKeepsItsBytesWhileTheSlotIsUsedAgain() throws IOException {
        log.close();
        log = HybridLog.open(path, options().hints(Hint.RANDOM_READS).build());
        List<ByteBuf> views = new ArrayList<>();
        List<ByteBuf> expected = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            long first = log.lastSequence() + 1;
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            views.add(log.read(first));
            expected.add(Records.of(first, MOST_BYTES));
            log.discardBefore(log.lastSequence() + 1);
        }
        Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
        for (int i = 0; i < views.size(); i++) {
            assertThat(views.get(i)).as("view %d", i).isEqualTo(expected.get(i));
            views.get(i).release();
        }
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void readersSeeWholeRecordsWhileSegmentsComeAndGo() throws Exception {
        AtomicLong reads = new AtomicLong();
        AtomicLong scans = new AtomicLong();
        long deadline = System.nanoTime() + MOST_NANOS;
        Crew crew = new Crew();
        try (crew) {
            for (int t = 0; t < 2; t++) {
                Random own = new Random(random.nextLong());
                crew.repeat("reader " + t, () -> reads.addAndGet(readOne(own)));
            }
            crew.repeat("scanner", () -> scans.addAndGet(scan()));
            for (int round = 0; crew.isWorking() && System.nanoTime() < deadline; round++) {
                if (round < ROUNDS) {
                    Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
                    log.force();
                    if (round % 3 == 2) {
                        log.discardBefore(log.lastSequence() - 1_500);
                    }
                } else if (reads.get() == 0 || scans.get() == 0) {
                    TimeUnit.MILLISECONDS.sleep(20); // The others were too slow to get to the end.
                } else {
                    break;
                }
            }
        }
        assertThat(reads).as("records read").hasPositiveValue();
        assertThat(scans).as("scans up to the end").hasPositiveValue();
    }

    /** How many were read: none where it is discarded meanwhile. */
    private int readOne(Random own) throws IOException {
        long first = log.firstSequence();
        long count = log.lastSequence() - first + 1;
        if (count <= 0) {
            return 0;
        }
        long sequence = first + own.nextInt((int) count);
        try {
            Records.verify(log, sequence, MOST_BYTES);
            return 1;
        } catch (SequenceOutOfRangeException e) {
            assertThat(e.firstSequence()).as("discarded meanwhile").isGreaterThan(sequence);
            return 0;
        }
    }

    /** How many scans got to what was the end when they began: none where they are overtaken by a discard. */
    private int scan() throws IOException {
        long last = log.lastSequence();
        long expected = log.firstSequence();
        long first = expected;
        try (LogCursor cursor = log.cursor(first)) {
            while (cursor.next()) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                Records.assertIs(Records.of(expected, MOST_BYTES), cursor.payload(), expected);
                expected++;
            }
        } catch (SequenceOutOfRangeException e) {
            assertThat(e.firstSequence()).as("discarded meanwhile").isGreaterThan(expected);
            return 0;
        }
        assertThat(expected).as("behind the last record of the scan").isGreaterThan(last);
        return expected > first ? 1 : 0;
    }
}
