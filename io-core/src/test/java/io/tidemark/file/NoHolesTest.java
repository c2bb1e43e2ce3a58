package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file system that can't punch holes: a discard gives no space back, and is a discard all the same. */
class NoHolesTest {
    private static final int BORDER = 64 << 10;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aRangeThatIsUsedAgainReadsAsZeros(RangeMode mode) throws Exception {
        FaultSeam seam = new FaultSeam();
        seam.bend(
                "fallocate",
                call -> (call.number(1) & FALLOC_FL_PUNCH_HOLE) != 0,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EOPNOTSUPP));
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
                assertThat(seam.fired()).as("the probe was refused").isPositive();
                assertThat(file.capabilities().has(Feature.HOLE_PUNCHING)).isFalse();
                long start = file.append(Pattern.bytes(file.endOffset(), 3 * BORDER));
                file.seal(start + 3 * BORDER);
                file.discard(start + BORDER, BORDER);
                file.assign(start + BORDER, BORDER, mode);
                assertZerosBetweenPatterns(file, start);
                file.assign(start + BORDER, BORDER, RangeMode.CACHED);
                assertZerosBetweenPatterns(file, start);
            }
            seam.assertNothingHeld();
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
                assertZerosBetweenPatterns(file, file.dataOffset());
            }
        }
    }

    private static void assertZerosBetweenPatterns(HybridFile file, long start) throws IOException {
        ByteBuf bytes = file.readAt(start, 3 * BORDER);
        try {
            Pattern.verify(bytes, 0, start, BORDER);
            assertThat(bytes.forEachByte(BORDER, BORDER, value -> value == 0))
                    .as("the first old byte")
                    .isEqualTo(-1);
            Pattern.verify(bytes, 2 * BORDER, start + 2 * BORDER, BORDER);
        } finally {
            bytes.release();
        }
    }
}
