package io.tidemark.file.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.Posix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Far too few slots for what is read, so that every slot changes hands all the time under readers that copy out of it:
 * whatever they are given must be of the block they asked for. Three seconds; {@code -Dtidemark.stressSeconds} anything.
 */
@Tag("no-disk")
class BlocksStressTest {
    private static final int BLOCK = 4096;
    private static final int WORDS = BLOCK / Long.BYTES;
    private static final int NUMBERS = 12;
    private static final int ENOUGH_EVICTIONS = 1000;

    /** Where the processors are too busy for that. */
    private static final long MOST_MORE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final long seed = new Random().nextLong();
    private final LongAdder reads = new LongAdder();
    private final LongAdder views = new LongAdder();

    @Test
    void nobodyEverGetsTheBytesOfAnotherBlock() throws Exception {
        System.out.println("seed " + seed);
        try (Blocks cache = new Blocks(Posix.system(), 4, BLOCK)) {
            try (FileBlocks one = attach(cache, 1);
                    FileBlocks other = attach(cache, 2)) {
                long deadline =
                        System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("tidemark.stressSeconds", 3));
                ExecutorService threads = Executors.newFixedThreadPool(4);
                List<Future<?>> work = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Random random = new Random(seed + i);
                    work.add(threads.submit(() -> read(one, other, random, () -> isToGoOn(cache, deadline))));
                }
                for (Future<?> each : work) {
                    each.get();
                }
                threads.shutdown();
            }
            System.out.println(reads + " reads, " + views + " views, " + cache.statistics());
            assertThat(cache.statistics().usedBytes()).isZero();
            assertThat(cache.statistics().evictions()).isGreaterThan(ENOUGH_EVICTIONS);
            assertThat(views.sum()).isPositive();
            assertThat(reads.sum()).isPositive();
        }
    }

    /** Every word of a block names the file and the block. */
    private static long word(long salt, long number) {
        return salt << 32 | number;
    }

    private static boolean isToGoOn(Blocks cache, long deadline) {
        long left = deadline - System.nanoTime();
        return left > 0 || (left > -MOST_MORE_NANOS && cache.statistics().evictions() <= ENOUGH_EVICTIONS);
    }

    private static FileBlocks attach(Blocks cache, long salt) {
        return cache.attach(BLOCK, (offset, address, length) -> {
            ByteBuffer memory = NativeBuffers.view(address, length).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < WORDS; i++) {
                memory.putLong(i * Long.BYTES, word(salt, offset / BLOCK));
            }
        });
    }

    private void read(FileBlocks one, FileBlocks other, Random random, BooleanSupplier isToGoOn) {
        ByteBuf target = Unpooled.directBuffer(BLOCK).writerIndex(BLOCK);
        while (isToGoOn.getAsBoolean()) {
            boolean first = random.nextBoolean();
            FileBlocks file = first ? one : other;
            long number = random.nextInt(NUMBERS);
            long expected = word(first ? 1 : 2, number);
            if (random.nextInt(4) > 0) {
                if (file.tryRead(number * BLOCK, target, 0, BLOCK)) {
                    check(target, expected);
                    reads.increment();
                }
            } else if (random.nextInt(50) == 0) {
                file.invalidate(number * BLOCK, (number + 2) * BLOCK);
            } else {
                ByteBuf view = file.tryView(number * BLOCK, BLOCK);
                if (view != null) {
                    check(view, expected);
                    view.release();
                    views.increment();
                }
            }
        }
        target.release();
    }

    private static void check(ByteBuf bytes, long expected) {
        for (int i = 0; i < WORDS; i++) {
            long found = bytes.getLongLE(i * Long.BYTES);
            if (found != expected) {
                throw new AssertionError(
                        "word " + i + " is " + Long.toHexString(found) + ", not " + Long.toHexString(expected));
            }
        }
    }
}
