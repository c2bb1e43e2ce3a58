package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page cache shows bytes that never got to the medium, because their write-back failed; once it has, nothing fails any
 * more, and what is dropped from the cache is gone.
 */
@Tag("no-dax")
class LostPagesTest extends FileAtHand {
    private static final int DURABLE = 5_000;
    private static final int LOST = 10_000;

    @ParameterizedTest
    @EnumSource(names = {"BUFFERED", "MAPPED"})
    void whatTheMediumDoesNotHaveIsNotTakenForRecovered(RangeMode mode) throws IOException {
        HybridFileOptions options =
                HybridFileOptions.builder().tail(ModeChoice.require(mode)).build();
        Path killed = place.directory().resolve("killed.tide");
        long start;
        try (HybridFile file = HybridFile.open(place.file(), options)) {
            start = file.append(Pattern.bytes(file.endOffset(), DURABLE));
            file.force();
            file.append(Pattern.bytes(file.endOffset(), LOST));
            Files.copy(place.file(), killed);
        }
        showWhenDropped(killed, start + DURABLE, new byte[LOST + 1]); // The end mark with them.
        try (HybridFile file = HybridFile.open(seam.posix(), killed, options)) {
            assertThat(seam.fired()).isEqualTo(1);
            assertThat(file.endOffset()).isEqualTo(start + DURABLE);
            file.append(Pattern.bytes(file.endOffset(), LOST));
            file.force();
        }
        seam.straighten();
        try (HybridFile file = HybridFile.open(killed, options)) {
            assertThat(file.endOffset()).isEqualTo(start + DURABLE + LOST);
            Pattern.verify(file, start, DURABLE + LOST);
        }
    }

    /** A range that was assigned to the page cache, below a tail that is written past it. */
    @Test
    void norAreUpdates() throws IOException {
        TailModes.need(RangeMode.DIRECT);
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealing(Sealing.ON_REQUEST)
                .build();
        Path killed = place.directory().resolve("killed.tide");
        long start;
        int length;
        try (HybridFile file = HybridFile.open(place.file(), options)) {
            length = (int) file.borderBytes();
            start = file.append(Pattern.bytes(file.endOffset(), 3 * length));
            file.force();
            file.assign(start, length, RangeMode.BUFFERED);
            file.writeAt(start + 100, Unpooled.wrappedBuffer(new byte[1000]));
            Files.copy(place.file(), killed);
        }
        showWhenDropped(killed, start, ByteBufUtil.getBytes(Pattern.bytes(start, length)));
        try (HybridFile file = HybridFile.open(seam.posix(), killed, options)) {
            assertThat(seam.fired()).isEqualTo(1);
            Pattern.verify(file, start, 3 * length);
        }
    }

    /** What the medium holds from {@code offset} on shows when the pages are dropped. */
    private void showWhenDropped(Path killed, long offset, byte[] onMedium) throws IOException {
        seam.bend(
                "fadvise",
                call -> call.number(3) == LinuxConstants.POSIX_FADV_DONTNEED
                        && call.file().equals(killed.toString()),
                1,
                1,
                (call, real) -> {
                    try (RandomAccessFile medium = new RandomAccessFile(killed.toFile(), "rw")) {
                        medium.seek(offset);
                        medium.write(onMedium);
                    }
                    return real.make(call.copy());
                });
    }
}
