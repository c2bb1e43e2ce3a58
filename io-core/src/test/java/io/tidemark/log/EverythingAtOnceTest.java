package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads of every kind on one log, which keeps two segments open: who appends, one by one, in batches and without waiting,
 * who reads, scans, follows, forces, seals, holds and discards. Each record tells which one it is, and must be found only
 * where its append said.
 */
class EverythingAtOnceTest extends LogAtHand {
    private static final int OPEN_SEGMENTS = 2;
    private static final int MOST_BYTES = 3000;
    private static final int KEPT_RECORDS = 3000;
    private static final int OUTSTANDING = 64;
    private static final int BATCH = 5;
    private static final int KINDS = 12;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final Duration PATIENCE = Duration.ofMillis(20);

    /** Which record has a sequence, as told by its append. */
    private final ConcurrentHashMap<Long, Long> identities = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, AtomicLong> done = new ConcurrentHashMap<>();
    private final AtomicLong choices = new AtomicLong(new SplittableRandom().nextLong());
    private final AtomicLong nextIdentity = new AtomicLong(1);
    private final Semaphore outstanding = new Semaphore(OUTSTANDING);
    private final AtomicLong lastCompleted = new AtomicLong(-1);

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void whatIsReadIsWhatWasAppendedThere(Layout layout, RangeMode tail) throws Exception {
        System.out.println("seed " + choices);
        LogOptions options = SmallLogs.options(layout)
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(layout == Layout.SINGLE_FILE ? RangeMode.CACHED : RangeMode.CACHED_MAPPED))
                .maxOpenSegments(OPEN_SEGMENTS)
                .build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options);
                HybridLog other = HybridLog.open(
                        Environments.of(seam),
                        path,
                        SmallLogs.readOnly().maxOpenSegments(OPEN_SEGMENTS).build())) {
            workTogether(log, other);
            outstanding.acquire(OUTSTANDING);
            log.force();
            assertAllIsThere(log);
        }
        try (HybridLog again = HybridLog.open(Environments.of(seam), path, options)) {
            assertAllIsThere(again);
        }
        assertThat(done)
                .hasSize(KINDS)
                .allSatisfy((what, times) -> assertThat(times.get()).as(what).isPositive());
    }

    private void workTogether(HybridLog log, HybridLog other) throws Exception {
        try (Crew crew = new Crew()) {
            crew.repeat("append", () -> appendOne(log, Durability.onDemand()));
            crew.repeat("append durably", () -> appendOne(log, Durability.each()));
            crew.repeat("append together", () -> appendBatch(log));
            crew.repeat("append without waiting", () -> appendAsync(log));
            crew.repeat("read", () -> readOne(log));
            crew.repeat("read many", () -> readMany(log));
            crew.repeat("scan", () -> scan(log));
            crew.repeat("follow", () -> follow(log, "followed"));
            crew.repeat("follow elsewhere", () -> follow(other, "followed elsewhere"));
            crew.repeat("force", () -> force(log));
            crew.repeat("hold", () -> hold(log));
            crew.repeat("seal and discard", () -> sealAndDiscard(log));
            LockSupport.parkNanos(ROUND_NANOS);
            Crew.await("everybody has done something", () -> !crew.isWorking() || done.size() == KINDS);
        }
    }

    private void did(String what) {
        done.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
    }

    private void appendOne(HybridLog log, Durability durability) throws IOException {
        long identity = nextIdentity.getAndIncrement();
        ByteBuf record = record(identity);
        long sequence = log.append(record, durability);
        record.release();
        appended(sequence, identity);
        if (durability.equals(Durability.each())) {
            assertThat(log.durableSequence()).isGreaterThanOrEqualTo(sequence);
        }
        did("appended " + durability);
    }

    private void appendBatch(HybridLog log) throws IOException {
        long first = nextIdentity.getAndAdd(BATCH);
        List<ByteBuf> records = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            records.add(record(first + i));
        }
        long last = log.append(records, Durability.onDemand());
        for (int i = 0; i < BATCH; i++) {
            appended(last - BATCH + 1 + i, first + i);
        }
        records.forEach(ByteBuf::release);
        did("appended a batch");
    }

    private void appendAsync(HybridLog log) throws Exception {
        outstanding.acquire();
        long identity = nextIdentity.getAndIncrement();
        ByteBuf record = record(identity);
        log.appendAsync(record).whenComplete((sequence, failure) -> {
            if (failure == null
                    && log.durableSequence() >= sequence
                    && lastCompleted.getAndSet(sequence) < sequence
                    && isItsOnly(sequence, identity)) {
                outstanding.release();
                did("completed");
            } // Else its place stays taken, and the test ends by a hang that is told.
        });
        record.release();
    }

    private void appended(long sequence, long identity) {
        assertThat(isItsOnly(sequence, identity))
                .as("nobody else has sequence %d", sequence)
                .isTrue();
    }

    private boolean isItsOnly(long sequence, long identity) {
        Long known = identities.putIfAbsent(sequence, identity);
        return known == null || known == identity;
    }

    private void readOne(HybridLog log) throws IOException {
        long sequence = anyOf(log);
        if (sequence < 0) {
            return;
        }
        try {
            ByteBuf read = log.read(sequence);
            try {
                assertIs(sequence, read);
            } finally {
                read.release();
            }
            did("read");
        } catch (SequenceOutOfRangeException e) {
            assertThat(log.firstSequence())
                    .as("what can't be read was discarded")
                    .isGreaterThan(sequence);
        }
    }

    private void readMany(HybridLog log) throws IOException {
        long[] sequences = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            sequences[i] = anyOf(log);
        }
        if (sequences[0] < 0) {
            return;
        }
        try {
            log.read(sequences, this::assertIs);
            did("read many");
        } catch (SequenceOutOfRangeException e) {
            assertThat(log.firstSequence())
                    .isGreaterThan(Arrays.stream(sequences).min().orElseThrow());
        }
    }

    private long anyOf(HybridLog log) {
        long first = log.firstSequence();
        long count = log.lastSequence() - first + 1;
        return count <= 0 ? -1 : first + new SplittableRandom(choices.getAndIncrement()).nextLong(count);
    }

    private void scan(HybridLog log) throws IOException {
        long first = log.firstSequence();
        try (LogCursor cursor = log.cursor(first)) {
            for (long expected = first; cursor.next(); expected++) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertIs(expected, cursor.payload());
                did("scanned");
            }
        } catch (SequenceOutOfRangeException e) {
            assertThat(log.firstSequence()).isGreaterThan(first);
        }
    }

    private void follow(HybridLog log, String what) throws Exception {
        long from = log.durableSequence() + 1;
        try (LogCursor cursor = log.cursor(from, Visibility.DURABLE)) {
            for (long expected = from; expected < from + 200 && cursor.next(PATIENCE); expected++) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertIs(expected, cursor.payload());
                did(what);
            }
        } catch (SequenceOutOfRangeException e) {
            assertThat(log.firstSequence()).isGreaterThan(from);
        }
    }

    private void force(HybridLog log) throws IOException {
        long last = log.lastSequence();
        assertThat(log.force().durableSequence()).isGreaterThanOrEqualTo(last);
        did("forced");
    }

    private void hold(HybridLog log) throws IOException {
        long first = Math.max(log.firstSequence(), log.lastSequence() - KEPT_RECORDS);
        try (LogHold hold = log.hold(first)) {
            LockSupport.parkNanos(PATIENCE.toNanos());
            if (hold.sequence() <= log.lastSequence()) {
                ByteBuf held = log.read(hold.sequence());
                assertIs(hold.sequence(), held);
                held.release();
                did("held");
            }
        } catch (SequenceOutOfRangeException e) {
            assertThat(log.firstSequence()).isGreaterThan(first);
        }
    }

    private void sealAndDiscard(HybridLog log) throws IOException {
        LockSupport.parkNanos(PATIENCE.toNanos());
        log.sealTail();
        long before = log.firstSequence();
        log.discardBefore(log.lastSequence() - KEPT_RECORDS);
        if (log.firstSequence() > before) {
            did("discarded");
        }
    }

    private void assertAllIsThere(HybridLog log) throws IOException {
        long expected = log.firstSequence();
        try (LogCursor cursor = log.cursor(expected)) {
            while (cursor.next()) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertThat(identities).as("somebody appended it").containsKey(expected);
                assertIs(expected, cursor.payload());
                expected++;
            }
        }
        assertThat(identities.keySet().stream().mapToLong(Long::longValue).max())
                .hasValue(expected - 1);
        assertThat(identities.values().stream().distinct().count()).isEqualTo(identities.size());
    }

    private static ByteBuf record(long identity) {
        int length = new SplittableRandom(identity).nextInt(MOST_BYTES - Long.BYTES);
        return Unpooled.wrappedBuffer(Unpooled.copyLong(identity), Records.ofLength(identity, length));
    }

    private void assertIs(long sequence, ByteBuf payload) {
        long identity = payload.getLong(payload.readerIndex());
        ByteBuf expected = record(identity);
        try {
            assertThat(payload.equals(expected))
                    .as("record %d is whole", sequence)
                    .isTrue();
        } finally {
            expected.release();
        }
        assertThat(isItsOnly(sequence, identity))
                .as("record %d is the one that was appended there", sequence)
                .isTrue();
    }
}
