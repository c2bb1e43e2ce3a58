package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JVM has to say of a page that could not be had comes up here, and nowhere behind. */
@Tag("no-disk")
class MappedCopyTest {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 4;
    private static final int CALLS_TO_BE_COMPILED = 200_000;
    private static final int ROUNDS = 30;

    private final ByteBuf target = Unpooled.directBuffer(PAGES * PAGE_BYTES);
    private NativeFile file;
    private MappedRegion region;

    @BeforeEach
    void map(@TempDir Path directory) throws IOException {
        file = NativeFile.open(Posix.system(), directory.resolve("file"), OpenRequest.createNew());
        file.truncate(PAGES * PAGE_BYTES);
        region = MappedRegion.map(file, 0, PAGES * PAGE_BYTES, MappedRegion.Kind.READ_WRITE);
    }

    @AfterEach
    void unmap() throws IOException {
        target.release();
        Closing.all(region::close, file);
    }

    @Test
    void pagesThatAreThereCanBeHad() {
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        assertThat(MappedCopy.tryTouch(mapped, 0, PAGE_BYTES, PAGES, target)).isTrue();
        assertThat(MappedCopy.tryCopy(mapped, 0, target, 0, PAGES * PAGE_BYTES)).isTrue();
    }

    @Test
    void onePageThatIsMissingIsNoticed() throws IOException {
        file.truncate(3 * PAGE_BYTES);
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        assertThat(MappedCopy.tryTouch(mapped, 0, PAGE_BYTES, PAGES, target)).isFalse();
        assertThat(MappedCopy.tryTouch(mapped, 0, PAGE_BYTES, 3, target)).isTrue();
        assertThat(MappedCopy.tryCopy(mapped, 0, target, 0, PAGES * PAGE_BYTES)).isFalse();
        assertThat(MappedCopy.takeLateError()).isNull();
    }

    @Test
    void ofATouchThatFindsThePageAtTheSecondTryNothingComesUpLater() throws IOException {
        assertNothingComesUpLater(mapped -> MappedCopy.tryTouch(mapped, 0, PAGE_BYTES, PAGES, target));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Long.BYTES, PAGES * PAGE_BYTES})
    void ofACopyThatFindsThePageAtTheSecondTryNothingComesUpLater(int length) throws IOException {
        assertNothingComesUpLater(mapped -> MappedCopy.tryCopy(mapped, PAGES * PAGE_BYTES - length, target, 0, length));
    }

    @Test
    void piecesAreCopiedOneBehindTheOther() {
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        for (int page = 0; page < PAGES; page++) {
            mapped.setLong(page * PAGE_BYTES, page);
        }
        long start = 1L << 40;
        long[] offsets = {start + 3 * PAGE_BYTES, start, start + 2 * PAGE_BYTES, start};
        assertThat(MappedCopy.tryCopy(mapped, start, offsets, 4, target, 8, 1_000))
                .isTrue();
        assertThat(target.getLong(8)).isEqualTo(3);
        assertThat(target.getLong(1_008)).isZero();
        assertThat(target.getLong(2_008)).isEqualTo(2);
        assertThat(target.getLong(3_008)).isZero();
    }

    @Test
    void noPieceIsCopiedFromOutsideOfTheMapping() {
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        long start = 1L << 40;
        long last = start + PAGES * PAGE_BYTES - 100;
        assertThat(MappedCopy.tryCopy(mapped, start, new long[] {start, last}, 2, target, 0, 100))
                .isTrue();
        for (long outside : new long[] {0, start - 1, last + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(MappedCopy.tryCopy(mapped, start, new long[] {start, outside}, 2, target, 0, 100))
                    .as("offset %d", outside)
                    .isFalse();
        }
    }

    @Test
    void oneMissingPieceIsNoticedAndNothingComesUpLater() throws IOException {
        long[] offsets = {0, 3 * PAGE_BYTES, 2 * PAGE_BYTES, PAGE_BYTES};
        Predicate<ByteBuf> reading = mapped -> MappedCopy.tryCopy(mapped, 0, offsets, PAGES, target, 0, PAGE_BYTES);
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        assertThat(reading.test(mapped)).isTrue();
        file.truncate(3 * PAGE_BYTES);
        assertThat(reading.test(mapped)).isFalse();
        assertThat(MappedCopy.takeLateError()).isNull();
        file.truncate(PAGES * PAGE_BYTES);
        assertNothingComesUpLater(reading);
    }

    private void assertNothingComesUpLater(Predicate<ByteBuf> reading) throws IOException {
        assumeTrue(
                PlatformDependent.hasUnsafe(),
                "the file heals when the mapping is asked for its address: needs Unsafe");
        Healing there = new Healing();
        for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
            assertTrue(reading.test(there)); // What is interpreted is told of faults in time.
        }
        there.close();
        for (int round = 0; round < ROUNDS; round++) {
            try (Healing mapped = new Healing()) {
                mapped.cutOff();
                boolean isRead = reading.test(mapped);
                assertThat(MappedCopy.takeLateError()).as("round %d", round).isNull();
                assertThat(isRead && !mapped.isHealed())
                        .as("read what was not there")
                        .isFalse();
            }
        }
    }

    @Test
    void bytesThatLookLikeTheMarkAreNoFault() {
        ByteBuf source = Unpooled.directBuffer(Long.BYTES);
        try {
            for (long value : new long[] {0x157c_4a7f_b979_379eL, 0x9e37_79b9_7f4a_7c15L}) {
                for (int length = 1; length <= Long.BYTES; length++) {
                    source.setLong(0, value);
                    assertThat(MappedCopy.tryCopy(source, Long.BYTES - length, target, 0, length))
                            .isTrue();
                }
            }
        } finally {
            source.release();
        }
    }

    @Test
    void piecesThatEndLikeTheMarkAreNoFault() {
        ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
        long[] offsets = {0, 3 * PAGE_BYTES, 2 * PAGE_BYTES, PAGE_BYTES};
        for (long value : new long[] {0x157c_4a7f_b979_379eL, 0x9e37_79b9_7f4a_7c15L}) {
            for (long word : new long[] {value, ~value}) {
                mapped.setLong(PAGE_BYTES, word);
                assertThat(MappedCopy.tryCopy(mapped, 0, offsets, PAGES, target, 0, Long.BYTES))
                        .isTrue();
                assertThat(target.getLong(3 * Long.BYTES)).isEqualTo(word);
            }
        }
    }

    /** Once cut off, the file is whole again when the mapping is asked for its address the second time. */
    private final class Healing extends UnpooledUnsafeDirectByteBuf implements AutoCloseable {
        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch healed = new CountDownLatch(1);
        private final Thread healer = new Thread(this::heal, "healer");
        private volatile boolean isOver;

        Healing() {
            super(UnpooledByteBufAllocator.DEFAULT, region.buffer(), PAGES * PAGE_BYTES);
        }

        void cutOff() throws IOException {
            asked.set(0);
            file.truncate(0);
            healer.start();
        }

        /** In a thread of its own: a call out of the JVM in the one under test would bring up what is late. */
        private void heal() {
            while (asked.get() < 2) {
                if (isOver) {
                    return;
                }
                Thread.onSpinWait();
            }
            try {
                file.truncate(PAGES * PAGE_BYTES);
                healed.countDown();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Not if the fault was told before, as newer JVMs do. */
        boolean isHealed() {
            return healed.getCount() == 0;
        }

        @Override
        public long memoryAddress() {
            if (asked.incrementAndGet() == 2) {
                while (!isHealed() && healer.isAlive()) {
                    Thread.onSpinWait();
                }
            }
            return super.memoryAddress();
        }

        @Override
        public void close() {
            isOver = true;
            while (healer.isAlive()) {
                Thread.onSpinWait();
            }
            release();
        }
    }
}
