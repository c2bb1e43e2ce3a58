package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One appender, continuous sealing, readers everywhere, modes that change and ranges that go: every byte that anybody
 * reads is the right one. Five seconds; {@code -Dtidemark.soak=true} makes it a minute,
 * {@code -Dtidemark.stressSeconds} anything.
 */
@Tag("one-dax")
class SealStressTest {
    private static final long BORDER = 64 << 10;
    private static final long KEPT = 64 * BORDER;

    private static final List<RangeMode> SEALED =
            List.of(RangeMode.CACHED, RangeMode.CACHED_MAPPED, RangeMode.BLOCK_CACHED);

    private final long seed = new Random().nextLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong views = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong transitions = new AtomicLong();

    /** Nobody reads below on purpose; who does, meets a discarded range. */
    private volatile long low;

    private static int seconds() {
        return Integer.getInteger("tidemark.stressSeconds", Boolean.getBoolean("tidemark.soak") ? 60 : 5);
    }

    /** The modes of this disk that go past the page cache, with and without it below; and stores into memory. */
    static Stream<Arguments> modes() throws IOException {
        return Stream.concat(
                TailModes.atHand().stream()
                        .filter(mode -> mode != RangeMode.BUFFERED && mode != RangeMode.MAPPED)
                        .flatMap(mode -> Stream.of(RangeMode.CACHED, RangeMode.BLOCK_CACHED)
                                .map(below -> Arguments.of(TestPlace.Kind.AT_HAND, mode, below))),
                Stream.of(Arguments.of(TestPlace.Kind.TMPFS, RangeMode.MAPPED, RangeMode.CACHED)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void nobodyEverReadsAStaleByte(TestPlace.Kind kind, RangeMode tail, RangeMode sealed) throws Exception {
        BlockCache cache = BlockCache.ofBytes(40 * 4096, 4096);
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(sealed))
                .blockCache(cache)
                .borderBytes(BORDER)
                .tailBufferBytes((int) (4 * BORDER))
                .growthBytes(64 * BORDER)
                .build();
        System.out.println(kind + " " + tail + " seed " + seed);
        try (cache;
                TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options)) {
            low = file.dataOffset();
            Random random = new Random(seed);
            try (Crew crew = new Crew()) {
                crew.repeat("random sealed", reader(file, 1, this::anywhere));
                crew.repeat("near the tail", reader(file, 2, SealStressTest::nearTheEnd));
                crew.repeat("spanning the seal", reader(file, 3, SealStressTest::acrossTheSeal));
                crew.repeat("transitions", () -> changeSomething(file, new Random(seed + transitions.get())));
                long start = System.nanoTime();
                long enough = start + TimeUnit.SECONDS.toNanos(seconds());
                long tooMuch = start + TimeUnit.MINUTES.toNanos(5);
                while (crew.isWorking()
                        && (System.nanoTime() < enough || (!isBusy(file) && System.nanoTime() < tooMuch))) {
                    int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 400_000 : 6_000);
                    file.append(Pattern.bytes(file.endOffset(), length));
                    if (random.nextInt(3) == 0) {
                        file.force();
                    }
                }
            }
            System.out.println(kind + " " + tail + " seed " + seed + ": " + reads + " reads, " + views
                    + " of them views, " + refused + " refused, " + transitions + " transitions, " + file.statistics());
            assertThat(isBusy(file)).as("enough has happened").isTrue();
        }
    }

    /** Whether there was enough of everything, the ring wrapped often, and readers met a discarded range. */
    private boolean isBusy(HybridFile file) {
        return reads.get() > 1_000
                && views.get() > 0
                && refused.get() > 0
                && transitions.get() > 20
                && file.endOffset() - file.dataOffset() > 20 * 4 * BORDER;
    }

    private interface Aim {
        long offset(HybridFile file, Random random, int length);
    }

    private Crew.Work reader(HybridFile file, int salt, Aim aim) {
        Random random = new Random(seed * 31 + salt);
        ByteBuf buffer = Unpooled.directBuffer(1 << 17);
        return () -> {
            int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 100_000 : 3_000);
            long offset = Math.max(file.dataOffset(), aim.offset(file, random, length));
            if (offset + length > file.endOffset()) {
                return;
            }
            try {
                if (random.nextBoolean()) {
                    file.readAt(offset, buffer.clear(), length);
                    Pattern.verify(buffer, 0, offset, length);
                } else {
                    readView(file, offset, length);
                }
            } catch (DiscardedRangeException e) {
                assertThat(offset).as(e.getMessage()).isLessThan(low);
                refused.incrementAndGet();
            }
            reads.incrementAndGet();
        };
    }

    private void readView(HybridFile file, long offset, int length) throws IOException {
        ByteBuf view = file.readAt(offset, length);
        try {
            Pattern.verify(view, view.readerIndex(), offset, length);
            if (view.isReadOnly()) {
                views.incrementAndGet();
            }
        } finally {
            view.release();
        }
    }

    private long anywhere(HybridFile file, Random random, int length) {
        // A little below what is left, now and then.
        long from = low - 2 * BORDER;
        long room = file.tailOffset() - length - from;
        return room <= 0 ? file.dataOffset() : from + (long) (random.nextDouble() * room);
    }

    private static long nearTheEnd(HybridFile file, Random random, int length) {
        return file.endOffset() - length - random.nextInt((int) (5 * BORDER));
    }

    private static long acrossTheSeal(HybridFile file, Random random, int length) {
        return file.tailOffset() - random.nextInt(length);
    }

    private void changeSomething(HybridFile file, Random random) throws IOException {
        transitions.incrementAndGet();
        long sealed = file.tailOffset();
        if (sealed - low < 2 * BORDER) {
            return;
        }
        if (sealed - low > KEPT) {
            long from = low;
            long length = (sealed - low - KEPT / 2) & -BORDER;
            low = from + length;
            file.discard(from, length);
            return;
        }
        int borders = (int) ((sealed - low) / BORDER);
        long offset = low + random.nextInt(borders - 1) * BORDER;
        long length = (1 + random.nextInt(Math.min(8, (int) ((sealed - offset) / BORDER)))) * BORDER;
        file.assign(offset, length, SEALED.get(random.nextInt(SEALED.size())));
    }
}
