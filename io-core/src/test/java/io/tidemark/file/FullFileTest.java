package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that has reached its size limit, exactly where a window of a mapped tail ends. */
class FullFileTest {
    private static final int BORDER = 1 << 20;
    private static final long LIMIT = 64 << 20;
    private static final long START = LIMIT - 2 * BORDER;

    private static HybridFileOptions options(RangeMode mode, StateStore store) {
        return HybridFileOptions.builder()
                .stateStore(store)
                .tail(ModeChoice.require(mode))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(BORDER)
                .maxFileBytes(LIMIT)
                .build();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void anAppendOfNothingIsHarmless(RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFileOptions options = options(mode, KeptState.ofSparseFile(place.file(), START, BORDER));
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                assertThat(file.append(Unpooled.EMPTY_BUFFER)).isEqualTo(START);
                file.append(Pattern.bytes(START, 2 * BORDER));
                assertFull(file);
            }
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                assertFull(file);
            }
        }
    }

    private static void assertFull(HybridFile file) throws IOException {
        assertThat(file.append(Unpooled.EMPTY_BUFFER)).isEqualTo(LIMIT);
        assertThatThrownBy(() -> file.append(Pattern.bytes(LIMIT, 1))).isInstanceOf(SizeLimitException.class);
        assertThat(file.append(Unpooled.EMPTY_BUFFER)).isEqualTo(LIMIT);
        assertThat(file.endOffset()).isEqualTo(LIMIT);
        assertThat(file.force().durableOffset()).isEqualTo(LIMIT);
        Pattern.verify(file, START, 2 * BORDER);
    }
}
