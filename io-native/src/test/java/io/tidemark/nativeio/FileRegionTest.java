package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.testing.NativeRig;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A region is used like a file of its own, and its neighbours notice nothing. */
class FileRegionTest {
    private static final int PAGE = 4096;
    private static final int LENGTH = 2 << 16;
    private static final FileRegion MIDDLE = new FileRegion(LENGTH, LENGTH);

    @RegisterExtension
    final NativeRig disk = NativeRig.onDisk();

    private final byte[] original = new byte[3 * LENGTH];

    /** Three regions full of random bytes; the one in the middle. */
    private NativeFile middle() throws IOException {
        return middle(OpenRequest.readWrite());
    }

    private NativeFile middle(OpenRequest request) throws IOException {
        new Random(7).nextBytes(original);
        Files.write(disk.path("a"), original);
        return disk.open("a", request.within(MIDDLE));
    }

    /** The file now: what it was, but for {@code bytes} at an offset of the middle region. */
    private void assertChangedOnly(int offset, byte[] bytes) throws IOException {
        byte[] expected = original.clone();
        System.arraycopy(bytes, 0, expected, LENGTH + offset, bytes.length);
        assertThat(Arrays.mismatch(Files.readAllBytes(disk.path("a")), expected))
                .isEqualTo(-1);
    }

    private static byte[] ones(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 1);
        return ones;
    }

    private NativeMemory memoryOf(byte[] bytes) {
        NativeMemory memory = disk.memory(bytes.length);
        memory.buffer().put(bytes);
        return memory;
    }

    @Test
    void writesOfAllKindsGoWhereTheRegionIs() throws Exception {
        NativeFile region = middle();
        NativeMemory memory = memoryOf(ones(300));
        IoVector vector = disk.own(IoVector.allocate(disk.posix(), 2));
        vector.add(memory.address(), 100).add(memory.address(), 100);

        region.write(memory.address(), 100, 0);
        region.writeVector(vector, 100);
        region.writeDurably(vector, 300);
        region.write(memory.address(), 300, LENGTH - 300L);
        region.writeZeros(5000, 1000);

        byte[] expected = Arrays.copyOfRange(original, LENGTH, 2 * LENGTH);
        Arrays.fill(expected, 0, 500, (byte) 1);
        Arrays.fill(expected, LENGTH - 300, LENGTH, (byte) 1);
        Arrays.fill(expected, 5000, 6000, (byte) 0);
        assertChangedOnly(0, expected);
    }

    @Test
    void aReadEndsWhereTheRegionDoes() throws Exception {
        NativeFile region = middle();
        NativeMemory memory = disk.memory(2 * LENGTH);

        assertThat(region.read(memory.address(), 2L * LENGTH, 0)).isEqualTo(LENGTH);
        byte[] read = new byte[LENGTH];
        memory.buffer().get(read);
        assertThat(read).isEqualTo(Arrays.copyOfRange(original, LENGTH, 2 * LENGTH));
        assertThat(region.read(memory.address(), 100, LENGTH - 10L)).isEqualTo(10);
        assertThat(region.read(memory.address(), 100, LENGTH)).isZero();
        assertThat(region.read(memory.address(), 100, Long.MAX_VALUE - 200)).isZero();
        assertThat(catchThrowableOfType(
                                TruncatedFileException.class,
                                () -> region.readFully(memory.address(), 100, LENGTH - 10L))
                        .offset())
                .as("an offset in the file")
                .isEqualTo(2 * LENGTH - 10);
    }

    @Test
    void aDirectReadOrWriteDoesTheSame() throws Exception {
        NativeFile region = middle(OpenRequest.readWrite().direct());
        NativeMemory memory = memoryOf(ones(2 * PAGE));
        region.write(memory.address(), PAGE, LENGTH - PAGE);
        assertThat(region.read(memory.address(), 2 * PAGE, LENGTH - PAGE)).isEqualTo(PAGE);
        assertChangedOnly(LENGTH - PAGE, ones(PAGE));
    }

    @Test
    void itsSizeIsWhatTheFileHasOfIt() throws Exception {
        NativeFile region = disk.open("a", OpenRequest.createNew().within(MIDDLE));
        NativeMemory memory = memoryOf(ones(100));
        NativeFile whole = disk.open("a", OpenRequest.readWrite());
        assertThat(region.size()).isZero();
        whole.truncate(LENGTH - 1L);
        assertThat(region.size()).isZero();
        region.write(memory.address(), 100, 0);
        assertThat(region.size()).isEqualTo(100);
        assertThat(whole.size()).isEqualTo(LENGTH + 100L);
        region.allocate(0, 2 * PAGE);
        assertThat(region.size()).isEqualTo(2 * PAGE);
        whole.truncate(5L * LENGTH);
        assertThat(region.size()).isEqualTo(LENGTH);
    }

    @Test
    void whatWouldReachBeyondItIsRefused() throws Exception {
        NativeFile region = middle();
        NativeMemory memory = memoryOf(ones(100));
        IoVector vector = disk.own(IoVector.allocate(disk.posix(), 1));
        vector.add(memory.address(), 100);
        long late = LENGTH - 99L;
        List<ThrowingCallable> calls = List.of(
                () -> region.write(memory.address(), 100, late),
                () -> region.write(memory.address(), 100, -LENGTH),
                () -> region.writeVector(vector, late),
                () -> region.writeDurably(vector, Long.MAX_VALUE - 100),
                () -> region.writeZeros(late, 100),
                () -> region.allocate(late, 100),
                () -> region.punchHole(0, LENGTH + PAGE),
                () -> MappedRegion.map(region, LENGTH, PAGE, MappedRegion.Kind.READ_ONLY),
                () -> Extents.written(region, 0, LENGTH + 1L),
                () -> Reflink.cloneRange(region, 0, PAGE, region, LENGTH),
                () -> Reflink.cloneRange(region, LENGTH, PAGE, region, 0));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
        }
        assertChangedOnly(0, new byte[0]);
    }

    @Test
    void itIsNeverCut() throws Exception {
        NativeFile region = middle();
        assertThatThrownBy(() -> region.truncate(0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(disk.path("a").toString());
        assertThatThrownBy(() -> region.truncate(LENGTH)).isInstanceOf(UnsupportedOperationException.class);
        assertChangedOnly(0, new byte[0]);
    }

    @Test
    void aHoleIsPunchedInItAlone() throws Exception {
        NativeFile region = middle();
        region.punchHole(0, LENGTH);
        assertChangedOnly(0, new byte[LENGTH]);
        List<Extents.Extent> left = Extents.written(disk.open("a", OpenRequest.readOnly()), 0, 3L * LENGTH);
        assertThat(left).noneMatch(extent -> extent.offset() < 2 * LENGTH && extent.end() > LENGTH);
    }

    @Test
    void dataBehindItIsNotItsOwn() throws Exception {
        NativeFile region = middle();
        assertThat(region.nextData(7)).isEqualTo(7);
        region.punchHole(0, LENGTH);
        assertThat(region.nextData(7)).as("its size").isEqualTo(LENGTH);
        region.write(memoryOf(ones(PAGE)).address(), PAGE, 3L * PAGE);
        assertThat(region.nextData(7)).isEqualTo(3L * PAGE);
    }

    @Test
    void itsMappingsBeginWhereItDoes() throws Exception {
        NativeFile region = middle();
        try (MappedRegion mapping = MappedRegion.map(region, 0, LENGTH, MappedRegion.Kind.READ_WRITE)) {
            mapping.populateWrite();
            mapping.buffer().put(0, (byte) 1).put(LENGTH - 1, (byte) 1);
            mapping.sync(0, LENGTH);
            assertThat(mapping.offset()).isZero();
            assertThat(mapping.toString()).contains("offset " + LENGTH);
        }
        byte[] expected = Arrays.copyOfRange(original, LENGTH, 2 * LENGTH);
        expected[0] = 1;
        expected[LENGTH - 1] = 1;
        assertChangedOnly(0, expected);
    }

    @Test
    @Tag("no-dax")
    void nothingIsReadAheadWhereNothingIsAskedFor() throws Exception {
        NativeFile region = middle();
        disk.faults().startTrace();

        region.readahead(0, 0);
        region.readahead(LENGTH, PAGE);

        assertThat(disk.faults().trace()).isEmpty();
    }

    @Test
    @Tag("no-dax")
    void hintsAndCountsConcernItsOwnPages() throws Exception {
        NativeFile region = middle();
        NativeFile whole = disk.open("a", OpenRequest.readWrite());
        NativeMemory memory = disk.memory(LENGTH);
        whole.force();
        Reclaim.allowFor(() -> assertHintsAndCounts(region, whole, memory));
    }

    private void assertHintsAndCounts(NativeFile region, NativeFile whole, NativeMemory memory) throws IOException {
        PageCache.drop(whole, 0, 3L * LENGTH);
        assertThat(PageCache.residency(whole, 0, 3L * LENGTH).pagesResident()).isZero();

        PageCache.warm(region, 0, Long.MAX_VALUE);
        region.readahead(0, 10L * LENGTH);

        region.readFully(memory.address(), LENGTH, 0);
        assertThat(PageCache.residency(region, 0, LENGTH).pagesResident()).isEqualTo(LENGTH / PAGE);
        assertThat(PageCache.residentPages(region, 0, Long.MAX_VALUE).cardinality())
                .isEqualTo(LENGTH / PAGE);
        assertThat(PageCache.residency(whole, 2L * LENGTH, LENGTH).pagesResident())
                .as("nothing was read ahead behind it")
                .isZero();

        whole.readFully(memory.address(), LENGTH, 0);
        disk.faults().startTrace();
        region.advise(0, 0, Advice.DONT_NEED);
        PageCache.drop(region, LENGTH - PAGE, 100L * LENGTH);
        region.advise(LENGTH, PAGE, Advice.DONT_NEED);
        assertThat(disk.faults().trace())
                .extracting(call -> call.arguments().subList(1, 3))
                .containsExactly(List.of((long) LENGTH, (long) LENGTH), List.of(2L * LENGTH - PAGE, (long) PAGE));
        assertThat(PageCache.residency(region, 0, LENGTH).pagesResident()).isZero();
        assertThat(PageCache.residency(whole, 0, LENGTH).pagesResident()).isEqualTo(LENGTH / PAGE);
    }

    @Test
    void itsExtentsAreCutAtItsBordersAndKeepTheirLocation() throws Exception {
        NativeFile region = middle();
        NativeFile whole = disk.open("a", OpenRequest.readOnly());
        region.force();
        List<Extents.Extent> mine = Extents.written(region, 0, LENGTH);
        assertThat(mine.get(0).offset()).isZero();
        assertThat(mine.get(mine.size() - 1).end()).isEqualTo(LENGTH);
        Extents.Extent all = Extents.written(whole, LENGTH, LENGTH).get(0);
        assertThat(mine.get(0).location()).isEqualTo(all.location() + LENGTH - all.offset());
    }

    @Test
    void aLockIsTheRegionsAlone() throws Exception {
        NativeFile region = middle();
        NativeFile same = disk.open("a", OpenRequest.readWrite().within(MIDDLE));
        NativeFile other = disk.open("a", OpenRequest.readWrite().within(new FileRegion(0, LENGTH)));
        NativeFile whole = disk.open("a", OpenRequest.readWrite());
        assertThat(region.tryLock(LockKind.EXCLUSIVE)).isTrue();
        assertThat(same.tryLock(LockKind.EXCLUSIVE)).isFalse();
        assertThat(other.tryLock(LockKind.EXCLUSIVE)).isTrue();
        assertThat(whole.tryLock(LockKind.EXCLUSIVE)).isFalse();
        region.close();
        other.close();
        assertThat(whole.tryLock(LockKind.EXCLUSIVE)).isTrue();
    }

    @Test
    void reopenedItIsTheSameRegion() throws Exception {
        NativeFile region = middle();
        try (NativeFile again = region.reopen(OpenRequest.readOnly())) {
            assertThat(again.region()).isEqualTo(MIDDLE);
            assertThat(again.size()).isEqualTo(LENGTH);
        }
        disk.faults().fail("open", 1, Errno.ENOENT);
        try (NativeFile again = region.reopen(OpenRequest.readOnly().within(MIDDLE))) {
            assertThat(again.region()).isEqualTo(MIDDLE);
        }
        assertThatThrownBy(() -> region.reopen(OpenRequest.readOnly().within(new FileRegion(0, LENGTH))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorsTellTheOffsetInTheFile() throws Exception {
        NativeFile region = middle();
        NativeMemory memory = memoryOf(ones(100));
        disk.faults().fail("pwrite", 1, Errno.EIO);
        assertThat(catchThrowableOfType(MediaErrorException.class, () -> region.write(memory.address(), 100, 50))
                        .offset())
                .isEqualTo(LENGTH + 50);
        disk.faults().fail("fallocate", 1, Errno.ENOSPC);
        assertThat(catchThrowableOfType(DiskFullException.class, () -> region.allocate(PAGE, PAGE))
                        .offset())
                .isEqualTo(LENGTH + PAGE);
        try (MappedRegion mapping = MappedRegion.map(region, PAGE, PAGE, MappedRegion.Kind.READ_ONLY)) {
            disk.faults().fail("madvise", 1, Errno.EIO);
            assertThat(catchThrowableOfType(MediaErrorException.class, mapping::adviseRandom)
                            .offset())
                    .isEqualTo(LENGTH + PAGE);
        }
    }

    @Test
    void aRegionIsAligned() {
        long unit = FileRegion.ALIGNMENT_BYTES;
        assertThat(new FileRegion(0, unit).isWholeFile()).isFalse();
        assertThat(FileRegion.WHOLE_FILE.isWholeFile()).isTrue();
        for (long[] wrong : new long[][] {
            {1, unit},
            {unit, PAGE},
            {unit, 0},
            {unit, -unit},
            {-unit, unit},
            {unit, Long.MAX_VALUE},
            {1L << 62, 1L << 62},
        }) {
            assertThatThrownBy(() -> new FileRegion(wrong[0], wrong[1]))
                    .as(Arrays.toString(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
