package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file system that takes data for holes, as OpenZFS did with what was written a moment ago. What a step that finds too
 * little space gives back is no live byte all the same.
 */
class MistakenHolesTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    /** More than a border, and the end of none. */
    private static final int LIVE = 100_000;

    private static HybridFileOptions.Builder options(RangeMode mode) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aFileThatFindsNoSpaceKeepsItsData(RangeMode mode) throws IOException {
        assertKept(options(mode).build());
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aRegionThatFindsNoSpaceKeepsItsData(RangeMode mode) throws IOException {
        byte[] old = new byte[4 * BORDER];
        Arrays.fill(old, (byte) 7);
        Files.write(place.file(), old);
        HybridFileOptions region = options(mode)
                .region(0, 64 * BORDER)
                .stateStore(new RegionTest.Store())
                .tailScanner(TailScanner.keepAll())
                .build();

        assertKept(region);

        assertThat(seam.count("lseek")).isGreaterThan(1);
    }

    private void assertKept(HybridFileOptions options) throws IOException {
        long start;
        try (HybridFile before = HybridFile.open(place.file(), options)) {
            start = before.append(Pattern.bytes(before.endOffset(), LIVE));
            before.force();
        }
        file = HybridFile.open(seam.posix(), place.file(), options);
        assertHolds(start);
        seam.bend("fallocate", call -> call.number(1) == 0, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOSPC));
        seam.bend(
                "lseek",
                call -> call.number(2) == LinuxConstants.SEEK_HOLE,
                1,
                Long.MAX_VALUE,
                (call, real) -> call.number(1));
        seam.bend(
                        "lseek",
                        call -> call.number(2) == LinuxConstants.SEEK_DATA,
                        1,
                        Long.MAX_VALUE,
                        FaultSeam.failing(Errno.ENXIO))
                .orNever(); // Only a region asks.

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> file.append(Pattern.bytes(file.endOffset(), 8 * BORDER)))
                    .isInstanceOf(DiskFullException.class);
            assertHolds(start);
        }
        assertThat(seam.fired())
                .as("steps that found no space, and what was asked")
                .isGreaterThan(1);
        file.close();
        seam.straighten();
        file = HybridFile.open(seam.posix(), place.file(), options);
        assertHolds(start);
    }

    private void assertHolds(long start) throws IOException {
        assertThat(file.endOffset()).isEqualTo(start + LIVE);
        Pattern.verify(file, start, LIVE);
    }
}
