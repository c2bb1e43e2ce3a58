package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.Feature;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sealed ranges of a real DAX file, which the kernel caches nothing of. */
@Tag("dax")
class DaxBlockCacheTest {
    private static final int BORDER = 64 << 10;
    private static final int BLOCK = 4096;
    private static final int BORDERS = 64;

    private final BlockCache cache = BlockCache.ofBytes(16 << 20, BLOCK);
    private Path directory;
    private Path path;

    @BeforeEach
    void makeRoom() throws IOException {
        directory = DaxDirectory.newDirectory();
        path = directory.resolve("file.tide");
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        assertThat(cache.statistics().usedBytes()).isZero();
        cache.close();
        Files.delete(path);
        Files.delete(directory);
        assertThat(OpenResources.of(directory)).isEmpty();
    }

    private HybridFileOptions.Builder options() {
        return HybridFileOptions.builder().blockCache(cache).borderBytes(BORDER).growthBytes(16 * BORDER);
    }

    private static HybridFile sealedFile(Path path, HybridFileOptions options) throws IOException {
        HybridFile file = HybridFile.open(path, options);
        file.append(Pattern.bytes(file.endOffset(), BORDERS * BORDER));
        file.seal(file.endOffset());
        return file;
    }

    @Test
    void thePolicyCachesBlocksWhereTheKernelCachesNoPages() throws IOException {
        try (HybridFile file = sealedFile(path, options().build())) {
            assertThat(file.capabilities().has(Feature.DAX)).isTrue();
            Range sealed = file.ranges().get(0);
            assertThat(sealed.mode()).isEqualTo(RangeMode.BLOCK_CACHED);
            assertThat(sealed.reason()).contains("no page cache");
        }
    }

    @Test
    void aMediumSaidToBeAsFastAsDramIsMapped() throws IOException {
        HybridFileOptions options = options().hints(Hint.MEDIUM_IS_FAST_AS_DRAM).build();
        try (HybridFile file = sealedFile(path, options)) {
            assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.CACHED_MAPPED);
            ByteBuf bytes = file.readAt(file.dataOffset() + 5, 1000);
            Pattern.verify(bytes, bytes.readerIndex(), file.dataOffset() + 5, 1000);
            bytes.release();
        }
    }

    @Test
    void everyBlockIsReadFromTheMediumOnceAndThenFromMemoryWhileTheTailGrows() throws IOException {
        HybridFileOptions options = options()
                .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                .sealing(Sealing.ON_REQUEST)
                .build();
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ByteBuf target = Unpooled.directBuffer(BLOCK);
        try (HybridFile file = sealedFile(path, options)) {
            int blocks = BORDERS * BORDER / BLOCK;
            for (int i = 0; i < 10 * blocks; i++) {
                long at = file.dataOffset() + (long) (i < blocks ? i : random.nextInt(blocks)) * BLOCK;
                file.readAt(at, target.clear(), BLOCK);
                Pattern.verify(target, 0, at, BLOCK);
                if (i % 10 == 0) {
                    file.append(Pattern.bytes(file.endOffset(), 100));
                    file.force();
                }
            }
            assertThat(cache.statistics().loads()).isEqualTo(blocks);
            assertThat(cache.statistics().bypasses()).isZero();
            assertThat(cache.statistics().hitRate()).isEqualTo(0.9);
            System.out.println(cache.statistics());
        } finally {
            target.release();
        }
    }

    @Test
    void aReusedRangeShowsNoByteOfItsFormerLife() throws IOException {
        ByteBuf target = Unpooled.directBuffer(BORDER);
        try (HybridFile file = sealedFile(path, options().build())) {
            long start = file.dataOffset();
            file.assign(start, BORDER, RangeMode.BLOCK_CACHED);
            file.readAt(start, target.clear(), BORDER);
            Pattern.verify(target, 0, start, BORDER);
            file.discard(start, BORDER);
            file.assign(start, BORDER, RangeMode.DAX_WRITE);
            file.writeAt(start, Pattern.bytes(start + 1, BORDER));
            file.assign(start, BORDER, RangeMode.BLOCK_CACHED);
            file.readAt(start, target.clear(), BORDER);
            Pattern.verify(target, 0, start + 1, BORDER);
        } finally {
            target.release();
        }
    }
}
