package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-dax")
class WarmerTest extends FileAtHand {
    private static final int MIB = 1 << 20;

    /** It has to wait for readers, and a range may be warmed that takes the disk seconds. */
    @Test
    void aDiscardWaitsForAStepOfAWarmingOnly() throws Exception {
        file = HybridFile.open(
                seam.posix(),
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(AccessMode.DIRECT))
                        .sealed(ModeChoice.require(AccessMode.CACHED))
                        .build());
        long start = file.append(Pattern.bytes(file.endOffset(), 4 * MIB));
        file.force();
        assertThat(file.tailOffset()).isGreaterThanOrEqualTo(start + 4 * MIB);
        AtomicReference<Thread> discarder = new AtomicReference<>();
        AtomicBoolean isDiscarded = new AtomicBoolean();
        try (Crew crew = new Crew()) {
            seam.bend("readahead", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
                long offset = call.number(1) - start;
                if (offset == 0) {
                    discarder.set(crew.once("discarder", () -> file.discard(start, file.borderBytes())));
                } else if (offset >= MIB) { // Which it may have to wait for, too.
                    discarder.get().join(200);
                    isDiscarded.set(!discarder.get().isAlive());
                }
                return real.make(call.copy());
            });
            file.warm(start, 4L * MIB);
        }
        assertThat(seam.fired()).isGreaterThan(2);
        assertThat(isDiscarded).as("before all was warm").isTrue();
        assertThat(file.ranges().get(0).mode()).isEqualTo(AccessMode.DISCARDED);
    }
}
