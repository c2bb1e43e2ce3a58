package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.ModeChoice;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log opens hundreds of files: what one costs where the caller has probed the place. Times are printed, not judged. */
@Tag("timing")
class OpenCostTest {
    private static final int BORDER = 1 << 16;
    private static final int LENGTH = 16 * BORDER;
    private static final int ROUNDS = 150;

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
    void whatItCosts() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            fill(place, whole(known));
            print("READ_ONLY, probing", place, b -> b.openMode(OpenMode.READ_ONLY), HybridFileOptions.builder());
            print("READ_ONLY", place, b -> b.openMode(OpenMode.READ_ONLY), whole(known));
            print("writable, full to a border", place, b -> b, whole(known));
        }
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            RegionTest.Store store = new RegionTest.Store();
            fill(place, region(known, store));
            print("READ_ONLY region", place, b -> b.openMode(OpenMode.READ_ONLY), region(known, store));
            print("writable region, full", place, b -> b, region(known, store));
        }
    }

    private static void fill(TestPlace place, HybridFileOptions.Builder options) throws IOException {
        try (HybridFile file = HybridFile.open(place.file(), options.build())) {
            file.append(Pattern.bytes(0, LENGTH));
            file.seal(file.endOffset());
        }
    }

    private static void print(
            String what,
            TestPlace place,
            UnaryOperator<HybridFileOptions.Builder> how,
            HybridFileOptions.Builder builder)
            throws IOException {
        HybridFileOptions options = how.apply(builder)
                .sealed(ModeChoice.prefer(AccessMode.CACHED_MAPPED))
                .build();
        long[] nanos = new long[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            HybridFile.open(place.file(), options).close();
            nanos[Math.max(0, round)] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "open and close, %s: median %d us, fastest %d us, 90%% %d us%n",
                what, nanos[ROUNDS / 2] / 1000, nanos[0] / 1000, nanos[ROUNDS * 9 / 10] / 1000);
    }
}
