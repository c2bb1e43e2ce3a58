package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam.Call;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bytes that were written past the page cache get a mapping. A page of before would hide them there, and as prepared pages
 * count as changed, it would be written over them.
 */
@Tag("no-dax")
class StaleMappingTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private final AtomicInteger populated = new AtomicInteger();
    private long start;

    @BeforeEach
    void appendPastThePageCache() throws IOException {
        TailModes.need(RangeMode.DIRECT);
        file = HybridFile.open(
                seam.posix(),
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(RangeMode.DIRECT))
                        .sealing(Sealing.ON_REQUEST)
                        .borderBytes(BORDER)
                        .growthBytes(16 * BORDER)
                        .build());
        start = file.append(Pattern.bytes(file.endOffset(), 4 * BORDER));
        file.force();
    }

    private boolean isOfMapping(Call call) {
        return call.number(2) == LinuxConstants.MADV_POPULATE_WRITE;
    }

    @Test
    void whatIsCachedIsDroppedBeforeItIsMapped() throws Exception {
        try (Outsider outsider = new Outsider(place.file())) {
            Reclaim.allowFor(() -> {
                outsider.skim(start, start + BORDER);
                assertThat(outsider.residentPages(start, start + BORDER)).isPositive();
            });
            AtomicInteger resident = new AtomicInteger(-1);
            seam.bend("madvise", this::isOfMapping, 1, 1, (call, real) -> {
                resident.set(outsider.residentPages(start, start + BORDER));
                return real.make(call.copy());
            });
            file.assign(start, BORDER, RangeMode.MAPPED);
            assertThat(seam.fired()).as("the mapping was prepared").isEqualTo(1);
            assertThat(resident.get()).isZero();
        }
        assertHolds();
    }

    @Test
    void whatCannotBeDroppedAndDiffersIsNotMapped() throws IOException {
        try (Outsider outsider = new Outsider(place.file())) {
            outsider.skim(start, start + BORDER);
            seam.bend("fadvise", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
                outsider.skim(start, start + BORDER); // As if the pages were locked, also against reclaim.
                return null;
            });
            seam.bend("pread", call -> call.number(3) == start, 2, 1, (call, real) -> {
                Object read = real.make(call.copy());
                ByteBuffer medium = NativeBuffers.view(call.number(1), 1);
                medium.put(0, (byte) ~medium.get(0));
                return read;
            });
            seam.bend("madvise", this::isOfMapping, 1, Long.MAX_VALUE, (call, real) -> {
                populated.incrementAndGet();
                return real.make(call.copy());
            });
            seam.orNever();
            assertThatThrownBy(() -> file.assign(start, BORDER, RangeMode.MAPPED))
                    .isInstanceOf(StaleCacheException.class);
            assertThat(seam.fired())
                    .as("drops that did nothing, and what the medium holds")
                    .isGreaterThan(1);
            assertThat(populated.get()).isZero();
        }
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
    }

    private void assertHolds() throws IOException {
        Pattern.verify(file, start, 4 * BORDER);
    }
}
