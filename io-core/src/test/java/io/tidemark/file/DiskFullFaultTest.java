package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ResourceShortageException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No space for a while: the append that needs it fails, and nothing else does. */
@Tag("one-dax")
class DiskFullFaultTest {
    private static final int BORDER = 64 << 10;

    private static HybridFileOptions options(RangeMode tail) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(4 * BORDER)
                .build();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void anOpenWithoutSpaceLeavesNoFile(RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            FaultSeam seam = new FaultSeam();
            // The probe's own allocations are small and go to another file.
            seam.bend("fallocate", call -> call.number(2) >= BORDER, 1, 1000, FaultSeam.failing(Errno.ENOSPC));
            assertThatThrownBy(() -> HybridFile.open(seam.posix(), place.file(), options(mode)))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining(place.file().toString());
            assertThat(seam.fired()).isPositive();
            assertThat(Files.exists(place.file())).isFalse();
            seam.assertNothingHeld();
        }
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aFailedStepAheadIsForgivenWhenThereIsSpaceAgain(RangeMode mode) throws Exception {
        growWithFaults(mode, true, Errno.ENOSPC, DiskFullException.class);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void anAppendThatDoesNotFitLosesNothing(RangeMode mode) throws Exception {
        growWithFaults(mode, false, Errno.ENOSPC, DiskFullException.class);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aWantOfMemoryIsForgivenInTheBackground(RangeMode mode) throws Exception {
        growWithFaults(mode, true, Errno.ENOMEM, ResourceShortageException.class);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aWantOfMemoryFailsTheAppendAndNotTheWriter(RangeMode mode) throws Exception {
        growWithFaults(mode, false, Errno.ENOMEM, ResourceShortageException.class);
    }

    private static void growWithFaults(
            RangeMode mode, boolean onlyInBackground, int errno, Class<? extends IOException> expected)
            throws Exception {
        FaultSeam seam = new FaultSeam();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options(mode))) {
                long start = file.append(Pattern.bytes(file.endOffset(), 1000));
                file.force();
                seam.bend(
                        "fallocate",
                        call -> !onlyInBackground
                                || Thread.currentThread().getName().startsWith("tidemark "),
                        1,
                        Long.MAX_VALUE,
                        FaultSeam.failing(errno));
                if (onlyInBackground) {
                    for (int i = 0; i < 100 || seam.fired() == 0; i++) {
                        file.append(Pattern.bytes(file.endOffset(), 20_000));
                    }
                } else {
                    int appended = appendUntilFull(file, expected);
                    assertThat(appended).as("appends into space that was there").isGreaterThanOrEqualTo(0);
                    long end = file.endOffset();
                    assertThatThrownBy(() -> file.append(Pattern.bytes(end, 50 * BORDER)))
                            .isInstanceOf(expected);
                    assertThat(file.endOffset()).isEqualTo(end);
                }
                assertThat(seam.fired()).isPositive();
                assertThat(file.force().durableOffset()).isEqualTo(file.endOffset());
                assertPattern(file, start);
                seam.straighten();
                file.append(Pattern.bytes(file.endOffset(), 50 * BORDER));
                file.force();
                assertPattern(file, start);
            }
            seam.assertNothingHeld();
            try (HybridFile file = HybridFile.open(place.file(), options(mode))) {
                assertPattern(file, file.dataOffset());
            }
        }
    }

    private static int appendUntilFull(HybridFile file, Class<? extends IOException> expected) throws IOException {
        for (int i = 0; ; i++) {
            long end = file.endOffset();
            try {
                file.append(Pattern.bytes(end, 20_000));
            } catch (IOException e) {
                assertThat(e).isInstanceOf(expected);
                assertThat(e).hasMessageContaining(file.path().toString());
                assertThat(file.endOffset()).isEqualTo(end);
                return i;
            }
        }
    }

    private static void assertPattern(HybridFile file, long start) throws IOException {
        int length = (int) (file.endOffset() - start);
        Pattern.verify(file, start, length);
    }
}
