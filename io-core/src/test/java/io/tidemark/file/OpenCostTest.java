package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log opens hundreds of files: what one costs where the caller has probed the place. */
@Tag("no-dax")
class OpenCostTest {
    private static final int BORDER = 1 << 16;
    private static final int LENGTH = 16 * BORDER;

    private static HybridFileOptions.Builder whole(Capabilities known) {
        return HybridFileOptions.builder().capabilities(known).borderBytes(BORDER);
    }

    private static HybridFileOptions.Builder region(Capabilities known, StateStore store) {
        return whole(known).region(0, LENGTH).stateStore(store).tailScanner(TailScanner.keepAll());
    }

    @Test
    void aFileIsOpenedWithoutProbingAndWithoutDescriptorsThatNobodyNeeds() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            fill(place, whole(known));
            FaultSeam calls = new FaultSeam();
            HybridFileOptions reading =
                    whole(known).openMode(OpenMode.READ_ONLY).build();
            HybridFile.open(calls.posix(), place.file(), reading).close();
            assertThat(calls.count("open"))
                    .as("through the page cache, and past it")
                    .isEqualTo(2);
            assertThat(calls.count("fallocate") + calls.count("fdatasync")).isZero();
            calls.assertNothingHeld();

            FaultSeam probed = new FaultSeam();
            HybridFile.open(
                            probed.posix(),
                            place.file(),
                            HybridFileOptions.builder()
                                    .openMode(OpenMode.READ_ONLY)
                                    .build())
                    .close();
            assertThat(probed.count("fallocate"))
                    .as("without capabilities the place is probed")
                    .isPositive();
        }
    }

    @Test
    void itTakesFewCallsToOpenAndCloseAFile() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            fill(place, whole(known));
            assertThat(calls(place, whole(known).openMode(OpenMode.READ_ONLY)))
                    .as("READ_ONLY")
                    .isLessThan(30);
            assertThat(calls(place, whole(known)))
                    .as("writable, full to a border")
                    .isLessThan(80);
        }
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            RegionTest.Store store = new RegionTest.Store();
            fill(place, region(known, store));
            assertThat(calls(place, region(known, store).openMode(OpenMode.READ_ONLY)))
                    .as("READ_ONLY region")
                    .isLessThan(20);
            assertThat(calls(place, region(known, store)))
                    .as("writable region, full")
                    .isLessThan(40);
        }
    }

    private static void fill(TestPlace place, HybridFileOptions.Builder options) throws IOException {
        try (HybridFile file = HybridFile.open(place.file(), options.build())) {
            file.append(Pattern.bytes(0, LENGTH));
            file.seal(file.endOffset());
        }
    }

    /** Those of the second time: the first one may leave something behind. */
    private static int calls(TestPlace place, HybridFileOptions.Builder builder) throws IOException {
        HybridFileOptions options =
                builder.sealed(ModeChoice.prefer(RangeMode.CACHED_MAPPED)).build();
        HybridFile.open(place.file(), options).close();
        FaultSeam seam = new FaultSeam();
        HybridFile.open(seam.posix(), place.file(), options).close();
        seam.assertNothingHeld();
        return seam.count();
    }
}
