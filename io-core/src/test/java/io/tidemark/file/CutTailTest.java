package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Reclaim;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The close of a file cuts it where its data ends, inside a page; the kernel does that in the page cache. */
@Tag("no-dax")
class CutTailTest {
    private static final int BORDER = 64 << 10;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    @ParameterizedTest
    @CsvSource({"AT_HAND, 1", "AT_HAND, 700", "AT_HAND, 8191", "EXT4, 700", "XFS, 700", "XFS, 8191"})
    void noPageOfTheTailStaysInTheCache(TestPlace.Kind kind, int unaligned) throws Exception {
        Reclaim.allowFor(() -> check(kind, unaligned));
    }

    private static void check(TestPlace.Kind kind, int unaligned) throws Exception {
        FaultSeam seam = new FaultSeam();
        AtomicInteger cached = new AtomicInteger();
        try (TestPlace place = TestPlace.of(kind)) {
            HybridFile file = HybridFile.open(seam.posix(), place.file(), options());
            try (Outsider outsider = new Outsider(place.file())) {
                long start = file.append(Pattern.bytes(file.endOffset(), 2 * BORDER + unaligned));
                file.force();
                long end = file.endOffset();
                assertThat(outsider.residentPages(start, end)).isZero();
                seam.bend("ftruncate", call -> call.number(1) == end, 1, 1, (call, real) -> {
                    Object done = real.make(call.copy());
                    cached.set(outsider.residentPages(start, end));
                    return done;
                });
                file.close();
                assertThat(seam.fired()).as("the file was cut").isEqualTo(1);
                if (kind == TestPlace.Kind.XFS) { // Others may zero the rest of the page elsewhere.
                    assertThat(cached).as("pages that the cut brought in").hasValue(1);
                }
                assertThat(outsider.residentPages(start, end)).isZero();
                assertThat(Files.size(place.file())).isEqualTo(end);
                outsider.verify(start, end);
            } finally {
                file.close();
            }
            seam.assertNothingHeld();
        }
    }
}
