package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One thread appends and one forces, neither ever pauses, and readers look at what is near the end: every byte is the
 * right one, and every receipt covers what was there before it was asked for. Three seconds, or until the file is large
 * enough, and until all of that was to be seen; {@code -Dtidemark.soak=true} makes it a minute, {@code -Dtidemark.stressSeconds} anything.
 */
@Tag("one-dax")
class ForceBesideAppendStressTest {
    private static final long BORDER = 64 << 10;
    private static final int RING = (int) (4 * BORDER);

    private final long seed = new Random().nextLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong overlapped = new AtomicLong();

    private static int seconds() {
        return Integer.getInteger("tidemark.stressSeconds", Boolean.getBoolean("tidemark.soak") ? 60 : 3);
    }

    /** A file that is left alone by the disk's speed grows by a gigabyte a second. */
    private static long largestBytes() {
        return (Boolean.getBoolean("tidemark.soak") ? 2048L : 256L) << 20;
    }

    static Stream<Arguments> modes() throws IOException {
        return TailModes.atHand().stream()
                .flatMap(mode -> Stream.of(Sealing.values()).map(sealing -> Arguments.of(mode, sealing)));
    }

    private static HybridFileOptions options(RangeMode mode, Sealing sealing) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .sealing(sealing)
                .borderBytes(BORDER)
                .tailBufferBytes(RING)
                .growthBytes(64 * BORDER)
                .build();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void neitherSideEverHarmsTheOtherOrAReader(RangeMode mode, Sealing sealing) throws Exception {
        System.out.println(mode + " " + sealing + " seed " + seed);
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            long start;
            long end;
            try (HybridFile file = HybridFile.open(place.file(), options(mode, sealing))) {
                start = file.dataOffset();
                work(file, sealing);
                file.force();
                end = file.endOffset();
                assertThat(file.durableOffset()).isEqualTo(end);
                System.out.println(mode + " " + sealing + " seed " + seed + ": " + forces + " forces, " + overlapped
                        + " of them overlapped an append, " + reads + " reads, " + file.statistics());
                assertThat(overlapped.get()).as("forces beside appends").isPositive();
                assertThat(reads.get()).as("reads").isPositive();
                assertThat(file.tailOffset()).as("something was sealed").isGreaterThan(start);
            }
            try (HybridFile file = HybridFile.open(place.file(), options(mode, sealing));
                    Outsider outsider = new Outsider(place.file())) {
                assertThat(file.endOffset()).isEqualTo(end);
                outsider.verify(start, end);
            }
        }
    }

    private void work(HybridFile file, Sealing sealing) throws Exception {
        Random random = new Random(seed);
        ByteBuf record = Unpooled.directBuffer(3 * RING);
        long enough = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds());
        long tooMuch = enough + TimeUnit.MINUTES.toNanos(5);
        try (Crew crew = new Crew()) {
            crew.repeat("forcer", forcer(file, sealing));
            crew.repeat("near the end", reader(file, 1, 3_000, 2 * RING));
            crew.repeat("at the end", reader(file, 2, 300, 1));
            while (crew.isWorking()) {
                boolean isLarge = file.endOffset() >= largestBytes();
                boolean hasShownAll = hasShownAll(file);
                if (hasShownAll ? isLarge || System.nanoTime() > enough : System.nanoTime() > tooMuch) {
                    break;
                }
                if (isLarge) {
                    LockSupport.parkNanos(
                            1_000_000); // The others had too few turns; the disk isn't to be filled meanwhile.
                }
                int length = 1 + random.nextInt(random.nextInt(40) == 0 ? 2 * RING : 700);
                file.append(Pattern.into(record, file.endOffset(), length));
            }
        } finally {
            record.release();
        }
    }

    private boolean hasShownAll(HybridFile file) {
        return overlapped.get() > 0 && reads.get() > 0 && file.tailOffset() > file.dataOffset();
    }

    private Crew.Work forcer(HybridFile file, Sealing sealing) {
        Random random = new Random(seed * 31);
        return () -> {
            long before = file.endOffset();
            if (sealing == Sealing.ON_REQUEST && random.nextInt(50) == 0) {
                file.seal(before & -BORDER);
                assertThat(file.tailOffset()).isEqualTo(before & -BORDER);
            }
            long known = file.endOffset();
            long durable = file.force().durableOffset();
            long after = file.endOffset();
            assertThat(durable).isBetween(known, after);
            assertThat(file.durableOffset()).isGreaterThanOrEqualTo(durable);
            forces.incrementAndGet();
            if (after > known) {
                overlapped.incrementAndGet();
            }
        };
    }

    private Crew.Work reader(HybridFile file, int salt, int longest, int back) {
        Random random = new Random(seed * 31 + salt);
        ByteBuf buffer = Unpooled.directBuffer(longest);
        return () -> {
            int length = 1 + random.nextInt(longest);
            long offset = file.endOffset() - length - random.nextInt(back);
            if (offset >= file.dataOffset()) {
                file.readAt(offset, buffer.clear(), length);
                Pattern.verify(buffer, 0, offset, length);
                reads.incrementAndGet();
            }
        };
    }
}
