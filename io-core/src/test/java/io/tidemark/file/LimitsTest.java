package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes, offsets, lengths and owners that don't fit. */
@Tag("one-dax")
class LimitsTest {
    private static final int BORDER = 64 << 10;

    private static HybridFileOptions.Builder options(RangeMode tail) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(4 * BORDER);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void theSizeLimitIsExactAndCostsNothing(RangeMode mode) throws IOException {
        long limit = 7 * BORDER + 321;
        HybridFileOptions limited = options(mode).maxFileBytes(limit).build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(place.file(), limited)) {
                file.append(Pattern.bytes(file.endOffset(), 5 * BORDER));
                long end = file.endOffset();
                int room = (int) (limit - end);
                assertThatThrownBy(() -> file.append(Pattern.bytes(end, room + 1)))
                        .isInstanceOf(SizeLimitException.class)
                        .hasMessageContaining(place.file().toString())
                        .hasMessageContaining(Long.toString(limit));
                assertThat(file.endOffset()).isEqualTo(end);
                file.append(Pattern.bytes(end, room));
                assertThatThrownBy(() -> file.append(Pattern.bytes(limit, 1))).isInstanceOf(SizeLimitException.class);
                file.append(Pattern.bytes(limit, 0));
                assertThat(file.force().durableOffset()).isEqualTo(limit);
                assertThatThrownBy(() -> file.seal(limit)).isInstanceOf(SizeLimitException.class);
                file.force();
            }
            assertThat(Files.size(place.file())).isEqualTo(limit);
            try (HybridFile file = HybridFile.open(place.file(), limited)) {
                assertThat(file.endOffset()).isEqualTo(limit);
                ByteBuf bytes = file.readAt(file.dataOffset(), (int) (limit - file.dataOffset()));
                Pattern.verify(bytes, 0, file.dataOffset(), bytes.readableBytes());
                bytes.release();
            }
        }
    }

    @Test
    void whatHasNoRoomForTheZerosOfASealGoesOnWithoutIt() throws IOException {
        RangeMode mode = TailModes.atHand().get(0);
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND);
                HybridFile file = HybridFile.open(
                        place.file(), options(mode).maxFileBytes(3 * BORDER - 1).build())) {
            long start = file.append(Pattern.bytes(file.endOffset(), BORDER + 10));
            long end = file.endOffset();
            assertThatThrownBy(() -> file.seal(end)).isInstanceOf(SizeLimitException.class);
            assertThatThrownBy(file::closeIntoPageCache).isInstanceOf(SizeLimitException.class);
            assertThat(file.endOffset()).isEqualTo(end);
            file.append(Pattern.bytes(end, 10));
            file.force();
            Pattern.verify(file, start, BORDER + 20);
        }
    }

    @Test
    void rangesThatDoNotFitChangeNothing() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND);
                HybridFile file = HybridFile.open(
                        place.file(),
                        options(TailModes.atHand().get(0))
                                .sealing(Sealing.ON_REQUEST)
                                .build())) {
            long start = file.append(Pattern.bytes(file.endOffset(), 4 * BORDER));
            file.seal(start + 2 * BORDER);
            List<Range> before = file.ranges();
            byte[] bytes = Files.readAllBytes(place.file());
            long[][] bad = {
                {start + 1, BORDER},
                {start, BORDER + 1},
                {start, 0},
                {start, -BORDER},
                {start - BORDER, BORDER},
                {-BORDER, BORDER},
                {Long.MIN_VALUE, BORDER},
                {Long.MAX_VALUE & -BORDER, BORDER},
                {Long.MAX_VALUE & -BORDER, Long.MAX_VALUE & -BORDER},
                {start, Long.MIN_VALUE},
                {start, 5 * BORDER},
                {start + 4 * BORDER, BORDER},
            };
            for (long[] range : bad) {
                assertThatThrownBy(() -> file.discard(range[0], range[1])).isInstanceOf(IllegalArgumentException.class);
                for (RangeMode mode : new RangeMode[] {RangeMode.CACHED, RangeMode.BUFFERED}) {
                    assertThatThrownBy(() -> file.assign(range[0], range[1], mode))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
            // Across the seal: part of it may not be opened, part of it not discarded.
            assertThatThrownBy(() -> file.assign(start + BORDER, 2 * BORDER, RangeMode.BUFFERED))
                    .isInstanceOf(SealedRangeException.class)
                    .hasMessageContaining(place.file().toString());
            assertThatThrownBy(() -> file.discard(start + BORDER, 2 * BORDER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(place.file().toString());
            for (long offset :
                    new long[] {Long.MIN_VALUE, -1, 0, start - 1, start + 1, start + 5 * BORDER, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> file.seal(offset)).isInstanceOf(IllegalArgumentException.class);
            }
            for (long[] read : new long[][] {
                {start + 4 * BORDER, 1},
                {Long.MAX_VALUE, 0},
                {Long.MAX_VALUE, Integer.MAX_VALUE},
                {start, Integer.MAX_VALUE}
            }) {
                assertThatThrownBy(() -> file.readAt(read[0], (int) read[1])).isInstanceOf(OutOfRangeException.class);
                assertThatThrownBy(() -> file.warm(read[0], read[1])).isInstanceOf(OutOfRangeException.class);
            }
            assertThat(file.ranges()).isEqualTo(before);
            assertThat(Files.readAllBytes(place.file())).isEqualTo(bytes);
            assertThatThrownBy(() -> file.writeAt(Long.MIN_VALUE, Pattern.bytes(0, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.writeAt(start + 2 * BORDER - 1, Pattern.bytes(0, 2)))
                    .isInstanceOf(SealedRangeException.class);
            assertThat(Files.readAllBytes(place.file())).isEqualTo(bytes);
        }
    }

    @Test
    void anotherProcessIsKeptOutAndSoIsThisOne() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (Child child = new Child(
                    CrashingAppender.class, place.file().toString(), RangeMode.BUFFERED.name(), "1", "ASSIGNED")) {
                assertThat(child.await("durable")).isNotNull();
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> HybridFile.open(
                                    place.file(), options(RangeMode.BUFFERED).build()))
                            .isInstanceOf(FileLockedException.class)
                            .hasMessageContaining(place.file().toString());
                    assertThat(child.await("durable")).as("the owner goes on").isNotNull();
                }
                child.kill();
            }
            // The lock died with its owner.
            try (HybridFile file =
                    HybridFile.open(place.file(), options(RangeMode.BUFFERED).build())) {
                assertThat(file.endOffset()).isGreaterThan(file.dataOffset());
                assertThatThrownBy(() -> HybridFile.open(
                                place.file(), options(RangeMode.BUFFERED).build()))
                        .isInstanceOf(FileLockedException.class);
                file.append(Pattern.bytes(file.endOffset(), 10));
                file.force();
            }
            HybridFile.open(place.file(), options(RangeMode.BUFFERED).build()).close();
        }
    }
}
