package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.access.ReadGate;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-dax")
class WarmerTest extends FileAtHand {
    private static final int MIB = 1 << 20;
    private static final int STEPS = 6;

    /** It has to wait for readers, and a range may be warmed that takes the disk seconds. */
    @Test
    void aDiscardWaitsForAStepOfAWarmingOnly() throws Exception {
        TailModes.need(RangeMode.DIRECT);
        file = HybridFile.open(
                seam.posix(),
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(RangeMode.DIRECT))
                        .sealed(ModeChoice.require(RangeMode.CACHED))
                        .build());
        long start = file.append(Pattern.bytes(file.endOffset(), STEPS * MIB));
        file.force();
        assertThat(file.tailOffset()).isGreaterThanOrEqualTo(start + STEPS * MIB);
        AtomicReference<Thread> discarder = new AtomicReference<>();
        AtomicBoolean isDiscarded = new AtomicBoolean();
        try (Crew crew = new Crew()) {
            seam.bend("readahead", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
                long offset = call.number(1) - start;
                if (offset == 0) {
                    discarder.set(crew.once("discarder", () -> file.discard(start, file.borderBytes())));
                } else if (offset % MIB == 0 && offset < (STEPS - 1) * MIB) { // Which it may have to wait for, too.
                    Crew.await("it waits for readers", () -> isThroughOrAtTheGate(discarder.get()));
                    discarder.get().join(1_000); // It may not have looked again since the step before.
                } else if (offset == (STEPS - 1) * MIB) {
                    discarder.get().join(30_000);
                    isDiscarded.set(!discarder.get().isAlive());
                }
                return real.make(call.copy());
            });
            file.warm(start, (long) STEPS * MIB);
        }
        assertThat(seam.fired()).isGreaterThanOrEqualTo(STEPS);
        assertThat(isDiscarded).as("before all was warm").isTrue();
        assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.DISCARDED);
    }

    private static boolean isThroughOrAtTheGate(Thread thread) {
        return !thread.isAlive() || LockSupport.getBlocker(thread) instanceof ReadGate;
    }
}
