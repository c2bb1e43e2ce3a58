package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An opening that has to recover a log fails: at any of its system calls. It says why, leaves nothing open, and the log
 * as it was: the next opening finds what the failed one would have. {@code -Dtidemark.faults=all} takes every call.
 */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class OpeningFaultTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;
    private static final int SOME = 15;
    private static final int MOST_OPENINGS = 20;

    private final long seed = Long.getLong("tidemark.seed", new Random().nextLong());
    private TestPlace place;
    private Path source;
    private Path path;

    private static LogOptions options(Layout layout, RangeMode mode) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(mode))
                .build();
    }

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        source = place.directory().resolve("source");
        path = place.directory().resolve("log");
        System.out.println("seed " + seed);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        place.close();
    }

    /** What was recovered. */
    private record Truth(long first, long last) {}

    /** The writer died in its third segment; of the second one, the end of which was not forced, a record hasn't landed. */
    private Truth dieHard(Layout layout) throws IOException {
        Path original = place.directory().resolve("original");
        long durable;
        try (HybridLog log = HybridLog.open(original, options(layout, RangeMode.BUFFERED))) {
            Records.append(log, 1_500, MOST_BYTES, Durability.onDemand());
            log.discardBefore(1_000);
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            durable = log.force().durableSequence();
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            LogImage.copy(original, source);
        }
        LogImage image = LogImage.of(source);
        LogImage.Found last = image.segments().get(image.segments().size() - 1);
        assertThat(last.header().baseSequence()).as("unforced").isGreaterThan(durable);
        LogImage.Found before = image.segments().get(image.segments().size() - 2);
        long footer = last.header().previous().offset();
        image.zero(before.place(), footer - 20_000, 4_000 & -RecordLayout.ALIGNMENT_BYTES);
        LogImage.copy(source, path);
        try (HybridLog log = HybridLog.open(path, options(layout, RangeMode.BUFFERED))) {
            assertThat(log.lastSequence()).isBetween(durable, last.header().baseSequence() - 2);
            return new Truth(log.firstSequence(), log.lastSequence());
        }
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void itLeavesTheLogAsItWas(Layout layout, RangeMode mode) throws Exception {
        Truth truth = dieHard(layout);
        int failed = 0;
        int[] calls = chosen(countCalls(layout, mode));
        for (int nth : calls) {
            try {
                failed += openWithout(layout, mode, nth, truth) ? 1 : 0;
            } catch (AssertionError | Exception e) {
                throw new AssertionError("call " + nth + " failed; -Dtidemark.seed=" + seed, e);
            }
        }
        System.out.println(layout + " " + mode + ": " + failed + " of " + calls.length + " faults failed the opening");
        assertThat(failed).isPositive();
    }

    private int[] chosen(int calls) {
        return System.getProperty("tidemark.faults", "some").equals("all")
                ? IntStream.rangeClosed(1, calls).toArray()
                : new Random(seed).ints(SOME, 1, calls + 1).sorted().toArray();
    }

    private int countCalls(Layout layout, RangeMode mode) throws IOException {
        int[] count = {0};
        FaultSeam seam = new FaultSeam();
        seam.bend(FaultSeam::canFail, 1, Long.MAX_VALUE, (call, real) -> {
            count[0]++;
            return real.make(call.copy());
        });
        LogImage.copy(source, path);
        HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
        int opening = count[0];
        log.close();
        return opening;
    }

    /** Whether the opening failed. The background may be as far as the call only later: then the last one is next. */
    private boolean openWithout(Layout layout, RangeMode mode, int nth, Truth truth) throws IOException {
        int wanted = nth;
        for (int openings = 0; openings < MOST_OPENINGS; openings++) {
            Attempt attempt = attempt(layout, mode, wanted, truth);
            if (attempt.calls == wanted) {
                return attempt.hasFailed;
            }
            wanted = attempt.calls;
        }
        throw new AssertionError("no call failed in " + MOST_OPENINGS + " openings; the last one made " + wanted);
    }

    /** How many calls were made until one failed: as many as wanted, or fewer and none failed. */
    private record Attempt(int calls, boolean hasFailed) {}

    private Attempt attempt(Layout layout, RangeMode mode, int nth, Truth truth) throws IOException {
        LogImage.copy(source, path);
        FaultSeam seam = new FaultSeam();
        String[] call = new String[1];
        AtomicInteger calls = new AtomicInteger();
        seam.bend(made -> FaultSeam.canFail(made) && calls.incrementAndGet() == nth, 1, 1, (failing, real) -> {
            call[0] = failing.name() + " of " + failing.file();
            return FaultSeam.failingAsItMay(failing, real);
        });
        seam.orNever();
        boolean failed = false;
        try {
            HybridLog.open(Environments.of(seam), path, options(layout, mode)).close();
        } catch (IOException | OutOfMemoryError e) {
            failed = true;
        }
        assertThat(seam.fired()).as("the call failed").isEqualTo(calls.get() == nth ? 1 : 0);
        seam.assertNothingHeld();
        assertRecovers(layout, mode, truth, call[0]);
        return new Attempt(calls.get(), failed);
    }

    private void assertRecovers(Layout layout, RangeMode mode, Truth truth, String why) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout, mode))) {
            assertThat(new Truth(log.firstSequence(), log.lastSequence()))
                    .as("after %s failed", why)
                    .isEqualTo(truth);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 1, MOST_BYTES, Durability.each());
        }
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aFullDiskIsNoReasonNotToOpenIt(Layout layout, RangeMode mode) throws IOException {
        Truth truth = dieHard(layout);
        LogImage.copy(source, path);
        FaultSeam seam = new FaultSeam();
        seam.bend(
                "fallocate",
                call -> call.file().startsWith(path.toString()),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.ENOSPC));
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout, mode))) {
            assertThat(new Truth(log.firstSequence(), log.lastSequence())).isEqualTo(truth);
            Records.verify(log, MOST_BYTES);
            assertThatThrownBy(() -> Records.append(log, 3_000, MOST_BYTES, Durability.onDemand()))
                    .isInstanceOf(DiskFullException.class);
        }
        assertThat(seam.fired()).isPositive();
        seam.assertNothingHeld();
        try (HybridLog log = HybridLog.open(path, options(layout, mode))) {
            assertThat(log.lastSequence()).isGreaterThanOrEqualTo(truth.last);
            Records.verify(log, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoOnlyReadsChangesNothingWhateverFails(Layout layout) throws Exception {
        dieHard(layout);
        Map<String, Long> before = LogImage.of(source).fingerprint();
        LogOptions readOnly = LogOptions.builder().openMode(OpenMode.READ_ONLY).build();
        int failures = 0;
        for (int nth = 1; nth < 60; nth += 3) {
            FaultSeam seam = new FaultSeam();
            seam.bend(FaultSeam::canFail, nth, 1, FaultSeam::failingAsItMay);
            try (HybridLog log = HybridLog.open(Environments.of(seam), source, readOnly)) {
                assertThat(log.lastSequence()).isPositive();
            } catch (IOException | OutOfMemoryError e) {
                failures++;
            }
            assertThat(seam.fired()).isEqualTo(1);
            seam.assertNothingHeld();
        }
        assertThat(failures).isPositive();
        assertThat(LogImage.of(source).fingerprint()).isEqualTo(before);
    }
}
