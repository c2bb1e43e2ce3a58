package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel tells each descriptor of a failed write once. So the tail and the background don't force through the same
 * one, and what the background is told reaches the writer before it acknowledges anything more.
 */
class SeparateForcesTest extends FileAtHand {
    private static final int STEP = 1 << 20;
    private static final int O_DIRECT = 040000;

    private final Set<Long> backgroundForces = ConcurrentHashMap.newKeySet();
    private final Set<Long> tailForces = ConcurrentHashMap.newKeySet();

    private void open(boolean direct) throws IOException {
        if (!direct) {
            seam.bend("open", SeparateForcesTest::isDirect, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EINVAL));
        }
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(4096)
                .growthBytes(STEP)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
        if (!direct) {
            assertThat(seam.fired()).as("direct descriptors refused").isPositive();
        }
        assertThat(file.capabilities().has(Feature.DIRECT_IO)).isEqualTo(direct);
        seam.straighten();
    }

    private static boolean isDirect(FaultSeam.Call call) {
        return call.arguments().stream()
                .anyMatch(argument -> argument instanceof Integer flags && (flags & O_DIRECT) != 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTailAndTheBackgroundForceThroughDifferentDescriptors(boolean direct) throws Exception {
        open(direct);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, Long.MAX_VALUE, (call, real) -> {
            backgroundForces.add(call.number(0));
            return real.make(call.copy());
        });
        stepInTheBackground();
        Crew.await("the background has forced", () -> !backgroundForces.isEmpty());
        seam.bend("fdatasync", FaultSeam.inBackground(false), 1, Long.MAX_VALUE, (call, real) -> {
            tailForces.add(call.number(0));
            return real.make(call.copy());
        });
        file.force();
        assertThat(tailForces).isNotEmpty().doesNotContainAnyElementsOf(backgroundForces);
    }

    /** The tail's own force is told nothing, and is under way when the background is told. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheBackgroundIsToldFailsTheForceThatIsUnderWay(boolean direct) throws Exception {
        open(direct);
        CountDownLatch tailForced = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, 1, (call, real) -> {
            tailForced.await();
            told.countDown();
            throw new ErrnoException("fdatasync", Errno.EIO);
        });
        seam.bend("fdatasync", FaultSeam.inBackground(false), 1, 1, (call, real) -> {
            Object done = real.make(call.copy());
            tailForced.countDown();
            told.await();
            Crew.await("the background has nothing left to do", this::isBackgroundIdle);
            return done;
        });
        long acknowledged = file.durableOffset();
        stepInTheBackground();
        assertThatThrownBy(() -> file.force())
                .isInstanceOf(WriterFailedException.class)
                .hasRootCauseMessage("fdatasync: " + Errno.describe(Errno.EIO));
        assertThat(seam.fired()).as("both forces were bent").isEqualTo(2);
        assertThat(file.durableOffset()).isEqualTo(acknowledged);
        assertThatThrownBy(() -> file.append(Pattern.bytes(0, 1))).isInstanceOf(WriterFailedException.class);
    }

    @Test
    void whatTheBackgroundWasToldFailsTheNextForce() throws Exception {
        open(false);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, 1, FaultSeam.failing(Errno.EIO));
        stepInTheBackground();
        Crew.await("the fault happened", () -> seam.fired() == 1 && isBackgroundIdle());
        assertThatThrownBy(() -> file.force())
                .isInstanceOf(WriterFailedException.class)
                .hasRootCauseMessage("fdatasync: " + Errno.describe(Errno.EIO));
    }

    /** The last call that could say that what was appended isn't there. */
    @Test
    void orTheClose() throws Exception {
        open(false);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, 1, FaultSeam.failing(Errno.EIO));
        stepInTheBackground();
        Crew.await("the fault happened", () -> seam.fired() == 1 && isBackgroundIdle());
        assertThatThrownBy(() -> file.close())
                .isInstanceOf(WriterFailedException.class)
                .hasMessageContaining(place.file().toString())
                .hasRootCauseMessage("fdatasync: " + Errno.describe(Errno.EIO));
        file.close();
        seam.assertNothingHeld();
    }

    /** What else goes wrong is beside the point then. */
    @Test
    void orTheCloseThatFailsItself() throws Exception {
        open(false);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, 1, FaultSeam.failing(Errno.EIO));
        stepInTheBackground();
        Crew.await("the fault happened", () -> seam.fired() == 1 && isBackgroundIdle());
        seam.bend("close", call -> true, 1, 1, (call, real) -> {
            real.make(call.copy());
            return FaultSeam.failing(Errno.EIO).apply(call, real);
        });
        assertThatThrownBy(() -> file.close())
                .isInstanceOf(WriterFailedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(seam.fired()).isEqualTo(2);
        seam.assertNothingHeld();
    }

    /** Appends to where space ahead is prepared, but not beyond what is. */
    private void stepInTheBackground() throws IOException {
        file.append(Pattern.bytes(file.endOffset(), STEP / 2));
        file.append(Pattern.bytes(file.endOffset(), STEP / 4));
    }

    /** It waits for work, or has waited for so long that it ended. */
    private boolean isBackgroundIdle() {
        String name = "tidemark " + place.file().getFileName();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .noneMatch(thread ->
                        thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING);
    }
}
