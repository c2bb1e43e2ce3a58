package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A direct write evicts the folio that it touches; large borders keep that away from what is sealed. */
@Tag("no-dax")
class SealedResidencyTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void theCacheOfSealedNeighboursSurvivesDirectAppends(TestPlace.Kind kind) throws Exception {
        Reclaim.allowFor(() -> measure(kind));
    }

    private static void measure(TestPlace.Kind kind) throws Exception {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .build();
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options);
                Outsider outsider = new Outsider(place.file())) {
            file.append(Pattern.bytes(file.endOffset(), 4 * MIB));
            file.force();
            long start = file.dataOffset();
            long sealed = file.tailOffset();
            assertThat(sealed).isEqualTo(start + 4 * MIB);
            int pages = 4 * MIB / 4096;

            file.warm(start, 4 * MIB);
            Crew.await("all is warm", () -> resident(outsider, start, sealed) == pages);
            appendAndForce(file, 40);
            int lost = pages - resident(outsider, start, sealed);

            outsider.skim(start, sealed + MIB / 2); // With readahead, past the seal.
            assertThat(resident(outsider, sealed, sealed + MIB)).isPositive();
            int before = resident(outsider, start, sealed);
            appendAndForce(file, 40);
            int lostAfterSkimming = before - resident(outsider, start, sealed);

            int naive = lossInANaiveLayout(place.directory().resolve("naive"));
            System.out.println(kind + ": of " + pages + " sealed pages " + lost + " were evicted by appends above, "
                    + lostAfterSkimming + " after a reader had skimmed across the seal; naive layout: " + naive
                    + " of 256 pages by one write of 2");
            assertThat(lost).isZero();
            assertThat(lostAfterSkimming).isZero();
            assertThat(naive).isGreaterThanOrEqualTo(1);
            outsider.verify(start, sealed);
        }
    }

    private static void appendAndForce(HybridFile file, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            file.append(Pattern.bytes(file.endOffset(), 1000));
            file.force();
        }
    }

    private static int resident(Outsider outsider, long from, long to) {
        try {
            return outsider.residentPages(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The control: 1 MiB through the page cache, then 8 KiB past it in the middle. */
    private static int lossInANaiveLayout(Path path) throws IOException {
        Posix posix = Posix.system();
        try (NativeFile buffered = NativeFile.open(posix, path, OpenRequest.createNew());
                NativeFile direct = buffered.reopen(OpenRequest.readWrite().direct());
                NativeMemory memory = NativeMemory.allocate(posix, MIB, 4096)) {
            buffered.write(memory.address(), MIB, 0);
            buffered.force();
            int before = PageCache.residentPages(buffered, 0, MIB).cardinality();
            assertThat(before).isEqualTo(256);
            direct.write(memory.address(), 8192, MIB / 2);
            return before - PageCache.residentPages(buffered, 0, MIB).cardinality();
        }
    }
}
