package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeBuffers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in memory, what it is bound to, and what keeps it there. */
@Tag("one-dax")
class BlockCacheTest {
    private static final int BORDER = 64 << 10;
    private static final int BLOCK = 4096;
    private static final int DATA = 32 * BORDER;

    /** Of each of several threads. */
    private static final int READS = 1_500;

    private TestPlace place;

    @BeforeEach
    void makeRoom() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        place.close();
    }

    private static HybridFileOptions.Builder options(BlockCache cache) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                .blockCache(cache)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER);
    }

    private HybridFile sealedFile(BlockCache cache) throws IOException {
        return sealedFile("file.tide", cache);
    }

    private HybridFile sealedFile(String name, BlockCache cache) throws IOException {
        HybridFile file =
                HybridFile.open(place.directory().resolve(name), options(cache).build());
        file.append(Pattern.bytes(file.endOffset(), DATA));
        file.seal(file.endOffset());
        return file;
    }

    private static void verify(HybridFile file, long offset, ByteBuf target, int length) throws IOException {
        file.readAt(offset, target.clear(), length);
        Pattern.verify(target, 0, offset, length);
    }

    private static long block(HybridFile file, int index) {
        return file.dataOffset() + (long) index * BLOCK;
    }

    @Test
    void aBlockIsReadOnceAndServesWhatLiesInIt() throws IOException {
        ByteBuf target = Unpooled.directBuffer(4 * BLOCK);
        try (BlockCache cache = BlockCache.ofBytes(1 << 20, BLOCK);
                HybridFile file = sealedFile(cache)) {
            long start = file.dataOffset();
            verify(file, start, target, 100);
            assertThat(cache.statistics()).isEqualTo(new BlockCacheStatistics(0, 1, 0, 0, BLOCK, 1 << 20));
            verify(file, start + 7, target, 100);
            verify(file, start, target, BLOCK);
            assertThat(cache.statistics()).isEqualTo(new BlockCacheStatistics(2, 1, 0, 0, BLOCK, 1 << 20));
            verify(file, start + BLOCK - 1, target, 2 * BLOCK); // The end of it, a whole one, the start of a third.
            assertThat(cache.statistics()).isEqualTo(new BlockCacheStatistics(3, 3, 0, 0, 3 * BLOCK, 1 << 20));
            assertThat(cache.statistics().hitRate()).isEqualTo(0.5);
        } finally {
            target.release();
        }
    }

    @Test
    void aBlockEndsWhereABorderDoes() throws IOException {
        ByteBuf target = Unpooled.buffer(DATA); // on the heap
        try (BlockCache cache = BlockCache.ofBytes(64 << 20, 1 << 20);
                HybridFile file = sealedFile(cache)) {
            verify(file, file.dataOffset(), target, DATA);
            assertThat(cache.statistics().loads()).isEqualTo(DATA / BORDER);
            verify(file, file.dataOffset() + 5, target, DATA - 5);
            assertThat(cache.statistics().loads()).isEqualTo(DATA / BORDER);
        } finally {
            target.release();
        }
    }

    @SuppressWarnings("try") // closed before the end, to look at what is left
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 40})
    void theBoundHoldsWhileManyThreadsReadAtRandom(int blocks) throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (BlockCache cache = BlockCache.ofBytes((long) blocks * BLOCK, BLOCK);
                HybridFile file = sealedFile(cache)) {
            try (Crew crew = new Crew()) {
                for (int i = 0; i < 4; i++) {
                    crew.once("reader " + i, randomReads(file, new Random(seed + i)));
                }
                crew.repeat("inspector", () -> {
                    assertThat(cache.statistics().usedBytes()).isBetween(0L, (long) blocks * BLOCK);
                    LockSupport.parkNanos(100_000); // The processors are for the readers.
                });
                Crew.await("all is read", () -> !crew.isWorking() || reads(cache) >= 4 * READS);
            }
            BlockCacheStatistics counts = cache.statistics();
            assertThat(counts.evictions()).isPositive();
            assertThat(counts.hits()).isPositive();
            assertThat(counts.loads() - counts.evictions())
                    .as("what came and did not go")
                    .isEqualTo(counts.usedBytes() / BLOCK);
            file.close();
            assertThat(cache.statistics().usedBytes()).isZero();
        }
    }

    private static long reads(BlockCache cache) {
        BlockCacheStatistics counts = cache.statistics();
        return counts.hits() + counts.loads() + counts.bypasses();
    }

    private static Crew.Work randomReads(HybridFile file, Random random) {
        return () -> {
            ByteBuf target = Unpooled.directBuffer(BLOCK);
            for (int i = 0; i < READS; i++) {
                int length = 1 + random.nextInt(BLOCK);
                long offset = file.dataOffset() + random.nextInt(random.nextBoolean() ? 4 * BLOCK : DATA - length);
                if (random.nextInt(8) > 0) {
                    verify(file, offset, target, length);
                } else {
                    ByteBuf view = file.readAt(offset, length);
                    Pattern.verify(view, view.readerIndex(), offset, length);
                    view.release();
                }
            }
            target.release();
        };
    }

    @Test
    void whatIsReadOftenOutlivesAScan() throws IOException {
        ByteBuf target = Unpooled.directBuffer(BLOCK);
        try (BlockCache cache = BlockCache.ofBytes(64 * BLOCK, BLOCK);
                HybridFile file = sealedFile(cache)) {
            for (int i = 0; i < 64; i++) {
                verify(
                        file,
                        block(file, i),
                        target,
                        BLOCK); // The policy counts hits once it is half full, one in eight.
            }
            for (int round = 0; round < 200; round++) {
                for (int i = 0; i < 16; i++) {
                    verify(file, block(file, i), target, BLOCK);
                }
            }
            for (long at = block(file, 64); at < file.endOffset(); at += BLOCK) {
                verify(file, at, target, BLOCK);
            }
            long before = cache.statistics().hits();
            for (int i = 0; i < 16; i++) {
                verify(file, block(file, i), target, BLOCK);
            }
            assertThat(cache.statistics().hits() - before).as("of 16").isGreaterThan(12);
        } finally {
            target.release();
        }
    }

    @Test
    void aHitAllocatesNothing() throws IOException {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM counts no allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf target = Unpooled.directBuffer(BLOCK);
        try (BlockCache cache = BlockCache.ofBytes(2 * DATA, BLOCK);
                HybridFile file = sealedFile(cache)) {
            int reads = 50_000;
            for (int i = 0; i < reads; i++) {
                file.readAt(block(file, i & 255), target.clear(), 1000);
            }
            BlockCacheStatistics warm = cache.statistics();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < reads; i++) {
                file.readAt(block(file, i & 255), target.clear(), 1000);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(cache.statistics().hits() - warm.hits()).isEqualTo(reads);
            assertThat((double) allocated / reads).as("bytes a hit").isLessThan(0.5);
        } finally {
            target.release();
        }
    }

    @Test
    void aViewCopiesNothingAndOutlivesEvictionDiscardFileAndCache() throws IOException {
        ByteBuf target = Unpooled.directBuffer(BLOCK);
        BlockCache cache = BlockCache.ofBytes(8 * BLOCK, BLOCK);
        HybridFile file = sealedFile(cache);
        long start = file.dataOffset();
        ByteBuf view = file.readAt(start + 10, 1000);
        assertThat(view.isReadOnly()).isTrue();
        ByteBuf again = file.readAt(start + 10, 1000);
        assertThat(NativeBuffers.address(again.nioBuffer()))
                .as("the very same memory")
                .isEqualTo(NativeBuffers.address(view.nioBuffer()));
        again.release();
        ByteBuf across = file.readAt(start + BLOCK - 10, 20);
        assertThat(across.isReadOnly()).as("bytes of two blocks are copied").isFalse();
        Pattern.verify(across, 0, start + BLOCK - 10, 20);
        across.release();

        for (int round = 0; round < 3; round++) {
            for (long at = start + BORDER; at < file.endOffset(); at += BLOCK) {
                verify(file, at, target, BLOCK);
                Pattern.verify(view, 0, start + 10, 1000);
            }
        }
        file.discard(start, BORDER);
        assertThatThrownBy(() -> file.readAt(start + 10, 1000)).isInstanceOf(DiscardedRangeException.class);
        file.assign(start, BORDER, RangeMode.BUFFERED); // The view is of memory, so the space is free at once.
        file.writeAt(start, Unpooled.wrappedBuffer(new byte[BORDER]));
        file.assign(start, BORDER, RangeMode.BLOCK_CACHED);
        file.readAt(start + 10, target.clear(), 1000);
        assertThat(target.forEachByte(value -> value == 0))
                .as("what was written last")
                .isEqualTo(-1);
        Pattern.verify(view, 0, start + 10, 1000);

        file.close();
        cache.close();
        assertThat(cache.statistics().usedBytes()).isEqualTo(BLOCK);
        Pattern.verify(view, 0, start + 10, 1000);
        view.release();
        assertThat(cache.statistics().usedBytes()).isZero();
        assertThatThrownBy(view::release).isInstanceOf(IllegalReferenceCountException.class);
        target.release();
    }

    @Test
    void whereViewsHoldAllMemoryReadsGoPastTheCache() throws IOException {
        List<ByteBuf> views = new ArrayList<>();
        try (BlockCache cache = BlockCache.ofBytes(8 * BLOCK, BLOCK);
                HybridFile file = sealedFile(cache)) {
            for (int i = 0; i < 50; i++) {
                long at = block(file, i);
                ByteBuf bytes = file.readAt(at, BLOCK);
                Pattern.verify(bytes, bytes.readerIndex(), at, BLOCK);
                views.add(bytes);
            }
            assertThat(views.stream().filter(ByteBuf::isReadOnly)).as("views").hasSize(8);
            assertThat(cache.statistics().usedBytes()).isEqualTo(8 * BLOCK);
            assertThat(cache.statistics().bypasses()).isGreaterThanOrEqualTo(42);
            views.forEach(ByteBuf::release);

            long evictions = cache.statistics().evictions();
            ByteBuf target = Unpooled.directBuffer(BLOCK);
            for (int i = 50; i < 80; i++) {
                verify(file, block(file, i), target, BLOCK);
            }
            target.release();
            assertThat(cache.statistics().loads()).as("cached again").isEqualTo(8 + 30);
            assertThat(cache.statistics().evictions()).isGreaterThan(evictions);
        }
    }

    @SuppressWarnings("try") // closed before the end, to look at what is left
    @Test
    void filesThatShareACacheShareItsBoundAndNotTheirBytes() throws IOException {
        ByteBuf target = Unpooled.directBuffer(BLOCK);
        BlockCache cache = BlockCache.ofBytes(16 * BLOCK, BLOCK);
        try (HybridFile one = sealedFile("one.tide", cache);
                HybridFile other = HybridFile.open(
                        place.directory().resolve("other.tide"),
                        options(cache).borderBytes(4096).build())) {
            other.append(Unpooled.wrappedBuffer(new byte[DATA]));
            other.seal(other.endOffset());
            for (int i = 0; i < 200; i++) {
                verify(one, block(one, i % 20), target, BLOCK);
                other.readAt(block(other, i % 20), target.clear(), BLOCK);
                assertThat(target.forEachByte(value -> value == 0)).isEqualTo(-1);
                assertThat(cache.statistics().usedBytes()).isLessThanOrEqualTo(16 * BLOCK);
            }
            cache.close();
            cache.close();
            verify(one, one.dataOffset(), target, BLOCK);
            assertThatThrownBy(() -> sealedFile("third.tide", cache))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("block cache is closed");
            one.close();
            assertThat(cache.statistics().usedBytes()).isPositive();
        } finally {
            target.release();
        }
        assertThat(cache.statistics().usedBytes()).isZero();
    }

    @Test
    void whatIsWarmedIsAHitAndWhatIsSealedWarmIsOne() throws IOException {
        ByteBuf target = Unpooled.directBuffer(DATA);
        try (BlockCache cache = BlockCache.ofBytes(2 * DATA, BLOCK)) {
            try (HybridFile file = sealedFile(cache)) {
                file.warm(file.dataOffset() + 10, 2 * BLOCK);
                assertThat(cache.statistics().loads()).isEqualTo(3);
                verify(file, file.dataOffset() + 10, target, 2 * BLOCK);
                assertThat(cache.statistics().loads()).isEqualTo(3);
            }
            try (HybridFile file = HybridFile.open(
                    place.directory().resolve("warm.tide"),
                    options(cache).warming(Warming.SEALED).build())) {
                file.append(Pattern.bytes(file.endOffset(), DATA));
                file.seal(file.endOffset());
                long loads = 3 + DATA / BLOCK;
                Crew.await("it is in memory", () -> cache.statistics().loads() == loads);
                verify(file, file.dataOffset(), target, DATA);
                assertThat(cache.statistics().loads()).isEqualTo(loads);
            }
        } finally {
            target.release();
        }
    }

    @Test
    void aRangeThatIsReadAnotherWayTakesNoMemoryAnyMore() throws IOException {
        ByteBuf target = Unpooled.directBuffer(BORDER);
        try (BlockCache cache = BlockCache.ofBytes(1 << 20, BLOCK);
                HybridFile file = sealedFile(cache)) {
            verify(file, file.dataOffset(), target, BORDER);
            verify(file, file.dataOffset() + BORDER, target, BORDER);
            file.assign(file.dataOffset(), BORDER, RangeMode.CACHED);
            Crew.await("its blocks are gone", () -> cache.statistics().usedBytes() == BORDER);
            verify(file, file.dataOffset(), target, BORDER);
            verify(file, file.dataOffset() + BORDER, target, BORDER);
            assertThat(cache.statistics().loads()).isEqualTo(2 * BORDER / BLOCK);
        } finally {
            target.release();
        }
    }

    @Test
    void sizesThatMakeNoCacheAreRefusedByName() {
        assertThatThrownBy(() -> BlockCache.ofBytes(1 << 20, 5000)).hasMessageContaining("blockBytes is 5000");
        assertThatThrownBy(() -> BlockCache.ofBytes(1 << 20, 2048)).hasMessageContaining("blockBytes is 2048");
        assertThatThrownBy(() -> BlockCache.ofBytes(4096, 4096)).hasMessageContaining("capacityBytes is 4096");
        assertThatThrownBy(() -> BlockCache.ofBytes(-1)).hasMessageContaining("capacityBytes is -1");
    }

    @Test
    void theSharedOneHasABoundAndIsNobodysToClose() {
        assertThat(BlockCache.shared()).isSameAs(BlockCache.shared());
        assertThat(BlockCache.shared().statistics().capacityBytes()).isPositive();
        assertThatThrownBy(BlockCache.shared()::close).isInstanceOf(UnsupportedOperationException.class);
    }
}
