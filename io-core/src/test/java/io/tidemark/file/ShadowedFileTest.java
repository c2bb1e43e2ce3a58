package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Extents;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A DAX file on XFS with a MAP_SYNC tail, whose sealed ranges are read through the page cache of its shadow. */
@Tag("dax-places")
class ShadowedFileTest extends HybridFileContract {
    static final String SERVED = "which has the same blocks";
    private static final int MIB = 1 << 20;

    @Override
    RangeMode tailMode() {
        return RangeMode.DAX_MAPPED;
    }

    @Override
    Path newDirectory() throws IOException {
        return FlaggedDirectory.on("xfs");
    }

    @Override
    HybridFileOptions.Builder options() {
        return super.options().sealed(ModeChoice.require(RangeMode.SHADOWED));
    }

    /** Waits until nothing sealed is read from the medium any more. */
    static void awaitShadow(HybridFile file) {
        Crew.await(
                "all that is sealed is in the shadow",
                () -> file.ranges().stream()
                        .filter(range -> range.mode() == RangeMode.SHADOWED)
                        .allMatch(range -> range.reason().contains(SERVED)));
    }

    private void appendAndSeal(int length) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), length));
        file.seal(file.endOffset());
        awaitShadow(file);
    }

    private void reopenWith(HybridFileOptions.Builder options) throws IOException {
        file.close();
        file = HybridFile.open(path, options.build());
    }

    private void verify(HybridFile opened, long from, long to) throws IOException {
        Pattern.verify(opened, from, (int) (to - from));
    }

    private static int resident(Path path, long offset, long length) throws IOException {
        try (NativeFile opened = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
            return PageCache.residentPages(opened, offset, length).cardinality();
        }
    }

    @Test
    void itIsWhatThePolicyChoosesHere() throws IOException {
        reopenWith(HybridFileOptions.builder().borderBytes(BORDER));
        appendAndSeal((int) (2 * BORDER));
        assertThat(file.ranges()).extracting(Range::mode).containsExactly(RangeMode.SHADOWED, RangeMode.DAX_MAPPED);
        assertThat(file.ranges().get(0).reason()).contains("no page cache", ".file.tide.tidemark-shadow", SERVED);
        assertThat(file.ranges()).extracting(file::cachedBy).containsExactly(Shadow.pathFor(path), path);
    }

    @Test
    void readsFillThePageCacheOfTheShadowWhileTheTailsMappingIsDirty() throws IOException {
        appendAndSeal(4 * MIB);
        long start = file.dataOffset();
        file.append(Pattern.bytes(file.endOffset(), 1000)); // Stored, not forced.
        assertThat(resident(Shadow.pathFor(path), start, 4 * MIB)).isZero();

        verify(file, start, start + 4 * MIB);

        assertThat(resident(Shadow.pathFor(path), start, 4 * MIB)).isEqualTo(4 * MIB / 4096);
        assertThat(resident(path, 0, file.endOffset())).as("of the DAX file").isZero();
        verify(file, start + 4 * MIB, file.endOffset());
        assertThat(Files.readAllLines(Path.of("/proc/self/smaps")).stream()
                        .dropWhile(line -> !line.contains(path.toString()))
                        .filter(line -> line.startsWith("VmFlags:"))
                        .findFirst()
                        .orElse("not mapped"))
                .as("flags of the tail's mapping")
                .contains(" sf ");
    }

    @Test
    void aCloneTakesNoSpaceAndHasTheSameBlocks() throws IOException {
        reopenWith(options().sealed(ModeChoice.require(RangeMode.CACHED)));
        int length = 64 * MIB;
        file.append(Pattern.bytes(file.endOffset(), length));
        file.seal(file.endOffset());
        file.force();
        long start = file.dataOffset();
        long free = Files.getFileStore(path).getUsableSpace();

        file.assign(start, length, RangeMode.SHADOWED);
        awaitShadow(file);

        assertThat(free - Files.getFileStore(path).getUsableSpace())
                .as("space taken")
                .isLessThan(MIB);
        try (NativeFile ours = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
                NativeFile theirs = NativeFile.open(Posix.system(), Shadow.pathFor(path), OpenRequest.readOnly())) {
            List<Extents.Extent> extents = Extents.written(theirs, start, length);
            assertThat(extents).isNotEmpty();
            assertThat(extents.stream().mapToLong(Extents.Extent::length).sum()).isEqualTo(length);
            for (Extents.Extent extent : extents) {
                assertThat(Extents.written(ours, extent.offset(), extent.length()))
                        .allMatch(extent::isSameAs);
            }
        }
    }

    @Test
    void aDiscardGivesBackTheBlocksOfBoth() throws IOException {
        int length = 32 * MIB;
        appendAndSeal(length);
        long start = file.dataOffset();
        verify(file, start, start + length);
        long free = Files.getFileStore(path).getUsableSpace();

        file.discard(start + BORDER, length - 2 * BORDER);

        assertThat(Files.getFileStore(path).getUsableSpace() - free).isGreaterThan(length - 4 * BORDER);
        verify(file, start, start + BORDER);
        verify(file, start + length - BORDER, start + length);
    }

    @Test
    void jumpingReadsGetViewsOfTheShadow() throws IOException {
        reopenWith(options().hints(Hint.RANDOM_READS));
        appendAndSeal(2 * MIB);
        long start = file.dataOffset();
        ByteBuf view = file.readAt(start + 5, MIB);
        try {
            assertThat(view.isReadOnly()).isTrue();
            Pattern.verify(view, 0, start + 5, MIB);
            assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                    .anyMatch(line -> line.endsWith(Shadow.pathFor(path).toString()));

            file.discard(start, 2 * MIB);

            Pattern.verify(view, 0, start + 5, MIB);
        } finally {
            view.release();
        }
    }

    @Test
    void aViewOfTheShadowOutlivesTheFileAndTheNextOpening() throws IOException {
        reopenWith(options().hints(Hint.RANDOM_READS));
        appendAndSeal(3 * MIB);
        long start = file.dataOffset();
        ByteBuf view = file.readAt(start + 5, MIB);
        try {
            file.discard(start, 2 * MIB);
            reopenWith(options().hints(Hint.RANDOM_READS));
            Pattern.verify(view, 0, start + 5, MIB);
            verify(file, start + 2 * MIB, start + 3 * MIB);
        } finally {
            view.release();
        }
    }

    @Test
    void itCanBeAssignedAndTakenAwayUnderReaders() throws IOException {
        appendAndSeal(4 * MIB);
        long start = file.dataOffset();
        file.assign(start + MIB, MIB, RangeMode.CACHED);
        assertThat(file.ranges())
                .extracting(Range::mode)
                .containsExactly(RangeMode.SHADOWED, RangeMode.CACHED, RangeMode.SHADOWED, RangeMode.DAX_MAPPED);
        verify(file, start, start + 4 * MIB);
        file.assign(start + MIB, MIB, RangeMode.CACHED_MAPPED);
        verify(file, start, start + 4 * MIB);
        file.assign(start, 2 * MIB, RangeMode.SHADOWED);
        awaitShadow(file);
        assertThat(file.ranges()).extracting(Range::mode).containsExactly(RangeMode.SHADOWED, RangeMode.DAX_MAPPED);
        verify(file, start, start + 4 * MIB);
    }

    @Test
    void aKeptShadowServesTheNextWriterAndReadersWithWhatIsCached() throws IOException {
        appendAndSeal(2 * MIB);
        long start = file.dataOffset();
        verify(file, start, start + 2 * MIB);
        reopenWith(options());
        assertThat(file.ranges().get(0).reason()).contains(SERVED);
        assertThat(resident(Shadow.pathFor(path), start, 2 * MIB)).isEqualTo(2 * MIB / 4096);
        HybridFileOptions readOnly =
                HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build();
        try (HybridFile reader = HybridFile.open(path, readOnly)) {
            assertThat(reader.ranges().get(0).reason()).contains(SERVED);
            verify(reader, start, start + 2 * MIB);
        }
        Files.delete(Shadow.pathFor(path));
        try (HybridFile reader = HybridFile.open(path, readOnly)) {
            assertThat(reader.ranges().get(0).reason()).contains("reads go to the medium", "there is no shadow");
            verify(reader, start, start + 2 * MIB);
        }
        verify(file, start, start + 2 * MIB);
    }

    @Test
    void nobodyReadsAStaleByteWhileTheSealMovesOn() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        AtomicLong reads = new AtomicLong();
        long start = file.dataOffset();
        try (Crew crew = new Crew()) {
            for (int i = 0; i < 2; i++) {
                Random own = new Random(random.nextLong());
                crew.repeat("reader " + i, () -> {
                    long end = own.nextBoolean() ? file.tailOffset() : file.endOffset();
                    int length = (int) Math.min(end - start, 1 + own.nextInt(20_000));
                    if (length > 0) {
                        long offset = end - length - (long) (own.nextDouble() * (end - length - start));
                        verify(file, offset, offset + length);
                        reads.incrementAndGet();
                    }
                });
            }
            for (int i = 0; crew.isWorking() && (i < 300 || reads.get() < 200); i++) {
                file.append(Pattern.bytes(file.endOffset(), 1 + random.nextInt(60_000)));
                file.force();
            }
        }
        awaitShadow(file);
        verify(file, start, file.endOffset());
        System.out.println(reads + " reads beside " + file.statistics());
    }
}
