package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenResources;
import io.tidemark.file.Sampling;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The life of a log is lived again and again, and each time another system call of it fails: in an opening, an append, a
 * force, a roll, a seal, a discard, a recovery or a close. Whatever was acknowledged is there afterwards, whatever is
 * thrown says which file and why, and nothing is left open. {@code -Dtidemark.faults=all} takes every call instead of
 * some.
 */
@Tag("no-disk")
class EveryCallFailsOnceTest {
    private static final int MOST_BYTES = 3_000;
    private static final int SOME = 20;
    private static final int MOST_LIVES = 20;

    private final long seed = Long.getLong("tidemark.seed", new Random().nextLong());

    private FaultSeam seam;
    private Path path;
    private LogOptions options;

    /** What the log has promised. */
    private long acknowledged;

    private long firstKept;
    private List<Throwable> thrown;

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    @Timeout(value = 1_000, unit = TimeUnit.SECONDS)
    void nothingAcknowledgedIsLostAndNothingIsLeftOpen(Layout layout, RangeMode mode) throws Exception {
        System.out.println(layout + " " + mode + " seed " + seed);
        int calls = countCalls(layout, mode);
        List<Throwable> failures = new ArrayList<>();
        for (int nth : chosen(calls)) {
            try {
                failOne(layout, mode, nth);
            } catch (AssertionError | Exception e) {
                failures.add(new AssertionError("when call " + nth + " of " + calls + " failed", e));
            }
        }
        assertThat(failures).as("-Dtidemark.seed=" + seed).isEmpty();
    }

    private int[] chosen(int calls) {
        return System.getProperty("tidemark.faults", "some").equals("all")
                ? IntStream.rangeClosed(1, calls).toArray()
                : new Random(seed)
                        .ints(Sampling.of(SOME), 1, calls + 1)
                        .sorted()
                        .toArray();
    }

    private int countCalls(Layout layout, RangeMode mode) throws IOException {
        int[] count = {0};
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            begin(place, layout, mode);
            seam.bend(FaultSeam::canFail, 1, Long.MAX_VALUE, (call, real) -> {
                count[0]++;
                return real.make(call.copy());
            });
            live();
            assertThat(thrown).isEmpty();
            assertKept();
        }
        return count[0];
    }

    private void begin(TestPlace place, Layout layout, RangeMode mode) {
        seam = new FaultSeam();
        path = place.directory().resolve("log");
        options = LogOptions.builder()
                .layout(layout)
                .segmentBytes(1 << 20)
                .tailBufferBytes(128 << 10)
                .maxOpenSegments(1)
                .tail(ModeChoice.require(mode))
                .build();
        acknowledged = -1;
        firstKept = 0;
        thrown = new ArrayList<>();
    }

    /** In the background a life may make fewer calls than another one did; then its last one is next. */
    private void failOne(Layout layout, RangeMode mode, int nth) throws IOException {
        int wanted = nth;
        for (int lives = 0; lives < MOST_LIVES; lives++) {
            int made = liveWithout(layout, mode, wanted);
            if (made == wanted) {
                return;
            }
            wanted = made;
        }
        throw new AssertionError("no call failed in " + MOST_LIVES + " lives; the last one made " + wanted);
    }

    /** How many calls it made until one failed: {@code nth} of them, or fewer and none failed. */
    private int liveWithout(Layout layout, RangeMode mode, int nth) throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            begin(place, layout, mode);
            String[] failed = new String[1];
            AtomicInteger made = new AtomicInteger();
            seam.bend(call -> FaultSeam.canFail(call) && made.incrementAndGet() == nth, 1, 1, (call, real) -> {
                failed[0] = call.name() + " of " + call.file() + " in "
                        + Thread.currentThread().getName();
                return FaultSeam.failingAsItMay(call, real);
            });
            seam.orNever();
            try {
                live();
                assertThat(seam.fired()).as("the call failed").isEqualTo(made.get() == nth ? 1 : 0);
                assertThat(thrown).allMatch(e -> e instanceof IOException || e instanceof OutOfMemoryError);
                seam.assertNothingHeld();
                assertThat(OpenResources.of(place.directory())).isEmpty();
                assertKept();
                return made.get();
            } catch (Throwable e) {
                AssertionError described = new AssertionError(failed[0] + " failed, then " + thrown, e);
                thrown.forEach(described::addSuppressed);
                throw described;
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    /** What a step throws is kept; the next ones are taken all the same. */
    private void step(Step step) {
        try {
            step.take();
        } catch (Exception | OutOfMemoryError e) {
            thrown.add(e);
        }
    }

    /** Opened anew after a failure, as an application would. */
    private void live() {
        for (int opening = 0; opening < 2; opening++) {
            try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
                liveWith(log);
            } catch (Exception | OutOfMemoryError e) {
                thrown.add(e);
            }
        }
    }

    private void liveWith(HybridLog log) throws IOException {
        append(log, 8, MOST_BYTES, Durability.each());
        append(log, 3, 100_000, Durability.onDemand());
        step(() -> acknowledged = Math.max(acknowledged, log.force().durableSequence()));
        for (int i = 0; i < 4; i++) {
            append(log, 3, 250_000, Durability.onDemand());
        }
        append(log, 2, MOST_BYTES, Durability.group(Duration.ofNanos(1_000), 1 << 20));
        step(log::sealTail);
        append(log, 3, MOST_BYTES, Durability.each());
        long keep = acknowledged - 2;
        step(() -> {
            log.discardBefore(keep);
            firstKept = log.firstSequence();
        });
        append(log, 3, 400_000, Durability.each());
        assertReadable(log);
    }

    private void append(HybridLog log, int count, int length, Durability durability) {
        for (int i = 0; i < count; i++) {
            step(() -> {
                long sequence = log.append(record(log.lastSequence() + 1, length), durability);
                acknowledged = durability instanceof Durability.OnDemand ? acknowledged : sequence;
            });
        }
    }

    private static ByteBuf record(long sequence, int length) {
        return Unpooled.copiedBuffer(Records.ofLength(sequence, length), Unpooled.copyLong(sequence));
    }

    /** Also in a log that has failed. */
    private void assertReadable(HybridLog log) throws IOException {
        for (long sequence = log.firstSequence(); sequence <= acknowledged; sequence++) {
            ByteBuf read = readInSpiteOfTheFault(log, sequence);
            try {
                assertRecord(read, sequence);
            } finally {
                read.release();
            }
        }
    }

    /** The one call that fails may be this read's. */
    private ByteBuf readInSpiteOfTheFault(HybridLog log, long sequence) throws IOException {
        int before = seam.fired();
        try {
            return log.read(sequence);
        } catch (IOException | OutOfMemoryError e) {
            thrown.add(e);
            assertThat(seam.fired()).as("%s at %d", e, sequence).isGreaterThan(before);
            return log.read(sequence);
        }
    }

    private static void assertRecord(ByteBuf read, long sequence) {
        assertThat(read.getLong(read.writerIndex() - Long.BYTES))
                .as("record %d", sequence)
                .isEqualTo(sequence);
        Records.assertIs(record(sequence, read.readableBytes() - Long.BYTES), read, sequence);
    }

    private void assertKept() throws IOException {
        seam.straighten();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options);
                LogCursor cursor = log.cursor(log.firstSequence())) {
            assertThat(log.firstSequence()).isLessThanOrEqualTo(Math.max(0, acknowledged));
            assertThat(log.firstSequence()).as("what was discarded durably").isGreaterThanOrEqualTo(firstKept);
            assertThat(log.lastSequence()).as("what was acknowledged").isGreaterThanOrEqualTo(acknowledged);
            long expected = log.firstSequence();
            while (cursor.next()) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertRecord(cursor.payload(), expected);
                expected++;
            }
            assertThat(expected).isEqualTo(log.lastSequence() + 1);
            assertThat(log.append(record(expected, 100))).isEqualTo(expected);
        }
        seam.assertNothingHeld();
    }
}
