package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Direct writes leave the cache cold; readers behind the tail warm it ahead of themselves, but never above the seal. */
@Tag("no-dax")
class ReadNearTheSealTest {
    private static final int BORDER = 1 << 20;

    @TempDir
    Path directory;

    private int files;

    private Path path;

    private Path path() {
        return path;
    }

    private HybridFile open(HybridFileOptions options) throws IOException {
        TailModes.need(RangeMode.DIRECT);
        path = directory.resolve("file" + files++ + ".tide");
        return HybridFile.open(path, options);
    }

    private static HybridFileOptions.Builder options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .tailBufferBytes(2 * BORDER);
    }

    @Test
    void aSequentialReaderFindsTheNextPagesInMemoryAndTheTailStaysOut() throws Exception {
        Reclaim.allowFor(this::checkASequentialReaderFindsTheNextPagesInMemoryAndTheTailStaysOut);
    }

    private void checkASequentialReaderFindsTheNextPagesInMemoryAndTheTailStaysOut() throws IOException {
        try (HybridFile file = open(options().build());
                NativeFile outside = NativeFile.open(Posix.system(), path(), OpenRequest.readOnly())) {
            long start = file.append(Unpooled.wrappedBuffer(new byte[8 * BORDER + 100_000]));
            file.force();
            assertThat(file.tailOffset()).isEqualTo(start + 8 * BORDER);
            assertThat(PageCache.residency(outside, start, 4 * BORDER).pagesResident())
                    .isZero();

            ByteBuf target = Unpooled.directBuffer(1000);
            for (long at = start; at < start + BORDER; at += 1000) {
                file.readAt(at, target.clear(), 1000);
            }
            target.release();

            assertThat(PageCache.residency(outside, start + BORDER, 1 << 16).pagesResident())
                    .as("pages ahead of the reader")
                    .isEqualTo((1 << 16) / 4096);
            assertThat(PageCache.residency(outside, file.tailOffset(), BORDER).pagesResident())
                    .as("pages of the tail")
                    .isZero();
        }
    }

    @Test
    void whatIsSealedIsWarmedWhereThatIsAskedFor() throws Exception {
        Reclaim.allowFor(this::checkWhatIsSealedIsWarmedWhereThatIsAskedFor);
    }

    private void checkWhatIsSealedIsWarmedWhereThatIsAskedFor() throws IOException {
        HybridFileOptions options = options().warming(Warming.SEALED).build();
        try (HybridFile file = open(options);
                NativeFile outside = NativeFile.open(Posix.system(), path(), OpenRequest.readOnly())) {
            long start = file.append(Unpooled.wrappedBuffer(new byte[4 * BORDER]));
            file.force();
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (PageCache.residency(outside, start, 4 * BORDER).pagesResident() < 1024
                    && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(PageCache.residency(outside, start, 4 * BORDER).pagesResident())
                    .isEqualTo(1024);
            assertThat(PageCache.residency(outside, start + 4 * BORDER, BORDER).pagesResident())
                    .isZero();
        }
    }

    @Test
    void aLongSequentialReadUpToTheSealLeavesTheTailOutOfTheCache() throws Exception {
        Reclaim.allowFor(this::checkALongSequentialReadUpToTheSealLeavesTheTailOutOfTheCache);
    }

    private void checkALongSequentialReadUpToTheSealLeavesTheTailOutOfTheCache() throws IOException {
        try (HybridFile file = open(options().build());
                NativeFile outside = NativeFile.open(Posix.system(), path(), OpenRequest.readWrite())) {
            ByteBuf data = Unpooled.wrappedBuffer(new byte[BORDER]);
            for (int i = 0; i < 40; i++) {
                file.append(data);
                file.force();
            }
            file.append(data.slice(0, 700_000));
            file.force();
            PageCache.drop(outside, 0, outside.size());
            ByteBuf target = Unpooled.directBuffer(4096);
            for (long at = file.dataOffset(); at < file.tailOffset(); at += 4096) {
                file.readAt(at, target.clear(), 4096);
            }
            target.release();

            long tail = file.tailOffset();
            assertThat(PageCache.residency(outside, tail, outside.size() - tail).pagesResident())
                    .isZero();
            assertThat(PageCache.residency(outside, tail - 8 * BORDER, 4 * BORDER)
                            .pagesResident())
                    .isEqualTo(4 * BORDER / 4096);
        }
    }
}
