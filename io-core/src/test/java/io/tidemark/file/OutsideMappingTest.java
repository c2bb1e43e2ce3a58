package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.EndMark;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.testing.Reclaim;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody maps the file and holds pages of the tail while they are written past the page cache. */
@Tag("no-dax")
class OutsideMappingTest {
    private static final int BORDER = 64 << 10;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .borderBytes(BORDER)
                .tailBufferBytes(2 * BORDER)
                .growthBytes(64L * BORDER)
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void aMappingThatHoldsAPageSeesTheNewBytesAfterAForce(TestPlace.Kind kind) throws Exception {
        System.out.println(kind + " seed " + seed);
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options());
                Outsider outsider = new Outsider(place.file());
                MappedRegion region = MappedRegion.map(
                        outsider.file(), file.dataOffset(), 16 * BORDER, MappedRegion.Kind.READ_ONLY)) {
            ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
            long start = file.dataOffset();
            while (file.endOffset() < start + 12 * BORDER) {
                long from = file.endOffset();
                int length = 1 + random.nextInt(20_000);
                Reclaim.allowFor(() -> {
                    region.populateRead();
                    assertThat(mapped.getByte((int) (from - start)))
                            .as("prepared space, or the end mark")
                            .isIn((byte) 0, EndMark.VALUE);
                    assertThat(outsider.residentPages(from & -4096, from + length))
                            .isPositive();
                });
                file.append(Pattern.bytes(from, length));
                file.force();
                Pattern.verify(mapped, 0, start, (int) (file.endOffset() - start));
            }
            outsider.verify(start, file.tailOffset());
            System.out.println(kind + ": " + file.statistics().seals() + " seals below a mapping");
            assertThat(file.statistics().seals()).isGreaterThan(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void aMappingThatIsTouchedAllTheTimeLeavesNothingStale(TestPlace.Kind kind) throws Exception {
        System.out.println(kind + " seed " + seed);
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options());
                Outsider outsider = new Outsider(place.file());
                MappedRegion region = MappedRegion.map(
                        outsider.file(), file.dataOffset(), 32 * BORDER, MappedRegion.Kind.READ_ONLY)) {
            ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer());
            long start = file.dataOffset();
            AtomicLong touched = new AtomicLong();
            try (Crew crew = new Crew()) {
                crew.repeat("toucher", () -> {
                    int from = (int) (file.tailOffset() - start);
                    for (int at = from; at < Math.min(from + 2 * BORDER, 32 * BORDER); at += 512) {
                        touched.addAndGet(1 | (mapped.getByte(at) & 1));
                    }
                });
                while (crew.isWorking() && file.endOffset() < start + 30 * BORDER) {
                    file.append(Pattern.bytes(file.endOffset(), 1 + random.nextInt(9_000)));
                    file.force();
                    int durable = (int) (file.durableOffset() - start);
                    int from = Math.max(0, durable - 2 * BORDER);
                    Pattern.verify(mapped, from, start + from, durable - from);
                }
            }
            outsider.verify(start, file.tailOffset());
            Pattern.verify(mapped, 0, start, (int) (file.durableOffset() - start));
            assertThat(touched.get()).isPositive();
            assertThat(file.statistics().droppedPages()).isNotNegative();
            System.out.println(kind + ": " + file.statistics().seals() + " seals under " + touched + " touches, "
                    + file.statistics().droppedPages() + " pages dropped");
        }
    }
}
