package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of blocks that fail or take their time. */
class BlockCacheFaultTest {
    private static final int EIO = 5;
    private static final int BORDER = 64 << 10;
    private static final int BLOCK = 16 << 10;
    private static final int BAD_PAGE = 4096;

    private final FaultSeam seam = new FaultSeam();
    private final BlockCache cache = BlockCache.ofBytes(1 << 20, BLOCK);
    private final ByteBuf target = Unpooled.directBuffer(BLOCK);
    private TestPlace place;
    private HybridFile file;
    private long start;

    @BeforeEach
    void sealSome() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                .blockCache(cache)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
        start = file.append(Pattern.bytes(file.endOffset(), 8 * BORDER));
        file.seal(file.endOffset());
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        file.close();
        assertThat(cache.statistics().usedBytes()).isZero();
        cache.close();
        target.release();
        seam.assertNothingHeld();
        place.close();
    }

    private void verify(long offset, int length) throws IOException {
        file.readAt(offset, target.clear(), length);
        Pattern.verify(target, 0, offset, length);
    }

    /** The second page of the first block can't be read. */
    private void breakAPage() {
        seam.bend(
                "pread",
                call -> call.number(3) < start + 2 * BAD_PAGE && call.number(3) + call.number(2) > start + BAD_PAGE,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(EIO));
    }

    @Test
    void aMediaErrorIsAnErrorEachTimeAndNothingOfItIsCached() throws IOException {
        breakAPage();
        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(() -> file.readAt(start + BAD_PAGE + 100, target.clear(), 10))
                    .isInstanceOf(MediaErrorException.class)
                    .hasMessageContainingAll(place.file().toString(), "10 bytes at offset " + (start + BAD_PAGE + 100));
            assertThatThrownBy(() -> file.readAt(start + BAD_PAGE + 100, 10)).isInstanceOf(MediaErrorException.class);
            assertThat(seam.fired()).isGreaterThanOrEqualTo(4 * i);
        }
        assertThat(cache.statistics().usedBytes()).isZero();
        assertThat(cache.statistics().loads()).isZero();

        seam.straighten();
        verify(start + BAD_PAGE + 100, 10);
        assertThat(cache.statistics().loads()).isOne();
    }

    @Test
    void aBadPageHidesNothingOfItsBlockButItself() throws IOException {
        breakAPage();
        verify(start, BAD_PAGE);
        verify(start + 2 * BAD_PAGE, BLOCK - 2 * BAD_PAGE);
        Pattern.verify(file, start, 100);
        verify(start + BLOCK, BLOCK); // The next block is none the worse.
        assertThat(seam.fired()).isGreaterThanOrEqualTo(3);
        assertThat(cache.statistics().loads()).isOne();
    }

    @Test
    void theReadThatFailsOnceIsDoneAgainForJustWhatWasAsked() throws IOException {
        seam.fail("pread", 1, EIO);
        verify(start + 5, 100);
        assertThat(seam.fired()).isOne();
        assertThat(cache.statistics().bypasses()).isOne();
        assertThat(cache.statistics().usedBytes()).isZero();
        verify(start + 5, 100);
        assertThat(cache.statistics().loads()).isOne();
    }

    /** Stops the load of a block until it may go on. */
    private final class PausedLoad {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        PausedLoad(long offset) {
            seam.bend("pread", call -> call.number(3) == offset, 1, 1, (call, real) -> {
                arrived.countDown();
                Crew.await("it may go on", () -> go.getCount() == 0);
                return real.make(call.copy());
            });
        }

        void awaitArrival() {
            Crew.await("the load is under way", () -> arrived.getCount() == 0);
        }
    }

    private Crew.Work reader(long offset) {
        return () -> {
            ByteBuf own = Unpooled.directBuffer(100);
            try {
                file.readAt(offset, own, 100);
                Pattern.verify(own, 0, offset, 100);
            } finally {
                own.release();
            }
        };
    }

    @Test
    void readersThatMissTheSameBlockLoadItOnceAndNobodyElseWaits() throws Exception {
        verify(start + BORDER, 100);
        PausedLoad load = new PausedLoad(start);
        int before = seam.count("pread");
        try (Crew crew = new Crew()) {
            crew.once("first", reader(start));
            load.awaitArrival();
            Thread second = crew.once("second", reader(start + 200));
            Crew.await("the second waits", () -> second.getState() == Thread.State.WAITING);
            second.interrupt(); // Changes nothing.
            verify(start + BORDER, 100); // A hit beside it,
            verify(start + 2 * BORDER, 100); // and a miss of another block.
            assertThat(second.isAlive()).isTrue();
            load.go.countDown();
        }
        assertThat(seam.fired()).isOne();
        assertThat(seam.count("pread") - before).as("one of each block").isEqualTo(2);
        assertThat(cache.statistics().loads()).isEqualTo(3);
        assertThat(cache.statistics().hits()).isEqualTo(2);
    }

    @Test
    void whoeverWaitedForALoadThatFailsReadsOnHisOwn() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        seam.bend("pread", call -> call.number(3) == start, 1, 1, (call, real) -> {
            arrived.countDown();
            Crew.await("it may go on", () -> go.getCount() == 0);
            return FaultSeam.failing(EIO).apply(call, real);
        });
        try (Crew crew = new Crew()) {
            crew.once("first", reader(start));
            Crew.await("the load is under way", () -> arrived.getCount() == 0);
            Thread second = crew.once("second", reader(start + 200));
            Crew.await("the second waits", () -> second.getState() == Thread.State.WAITING);
            go.countDown();
        }
        assertThat(seam.fired()).isOne();
        assertThat(cache.statistics().bypasses()).isEqualTo(2);
        assertThat(cache.statistics().usedBytes()).isZero();
    }

    @Test
    void aDiscardWaitsForALoadOfItsRangeAndLeavesNothingOfIt() throws Exception {
        PausedLoad load = new PausedLoad(start);
        try (Crew crew = new Crew()) {
            crew.once("reader", reader(start));
            load.awaitArrival();
            Thread discard = crew.once("discard", () -> file.discard(start, BORDER));
            Crew.await("it is published", () -> file.ranges().get(0).mode() == RangeMode.DISCARDED);
            assertThat(discard.isAlive()).isTrue();
            load.go.countDown();
        }
        assertThat(seam.fired()).isOne();
        assertThat(cache.statistics().loads()).isOne();
        assertThat(cache.statistics().usedBytes()).isZero();
    }
}
