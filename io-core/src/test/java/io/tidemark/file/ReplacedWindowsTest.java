package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** Windows of ranges that got another mode are unmapped, not kept until the file is closed. */
class ReplacedWindowsTest {
    private static final int BORDER = 4096;
    private static final int CYCLES = 20;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    @Test
    void cyclesOfUseLeaveNoMapping() throws Exception {
        FaultSeam seam = new FaultSeam();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
                long start = file.append(Pattern.bytes(file.endOffset(), 2 * BORDER));
                file.seal(start + 2 * BORDER);
                long mapped = mappings(place);
                int calls = seam.count("mmap");
                for (int i = 0; i < CYCLES; i++) {
                    file.discard(start, BORDER);
                    file.assign(start, BORDER, RangeMode.MAPPED);
                    assertThat(mappings(place)).isGreaterThan(mapped);
                    file.writeAt(start, Pattern.bytes(start, BORDER));
                    file.assign(start, BORDER, RangeMode.CACHED);
                }
                assertThat(seam.count("mmap") - calls).isGreaterThanOrEqualTo(CYCLES);
                Crew.await("what was replaced is unmapped", () -> mappings(place) == mapped);
                Pattern.verify(file, start, 2 * BORDER);
            }
            seam.assertNothingHeld();
        }
    }

    @Test
    void aMappedRangeThatIsDiscardedLeavesNoMapping() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND);
                HybridFile file = HybridFile.open(place.file(), options())) {
            long start = file.append(Pattern.bytes(file.endOffset(), 2 * BORDER));
            file.seal(start + 2 * BORDER);
            long mapped = mappings(place);
            file.discard(start, BORDER);
            file.assign(start, BORDER, RangeMode.MAPPED);
            assertThat(mappings(place)).isGreaterThan(mapped);
            file.discard(start, BORDER);
            Crew.await("what was replaced is unmapped", () -> mappings(place) == mapped);
        }
    }

    private static long mappings(TestPlace place) {
        try {
            return OpenResources.of(place.directory()).stream()
                    .filter(resource -> resource.startsWith("mapping"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
