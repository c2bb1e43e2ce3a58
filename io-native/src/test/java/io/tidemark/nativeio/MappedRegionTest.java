package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.MappedRegion.Kind;
import io.tidemark.nativeio.testing.Descriptors;
import io.tidemark.nativeio.testing.NativeRig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MappedRegionTest {
    private static final int PAGE = Posix.system().getpagesize();

    @RegisterExtension
    final NativeRig disk = NativeRig.onDisk();

    @RegisterExtension
    final NativeRig tmpfs = NativeRig.onTmpfs();

    @Test
    void storesReachTheFileAndOutliveItsDescriptor() throws Exception {
        NativeFile file = sized(disk, 4L * PAGE);
        MappedRegion region = disk.own(MappedRegion.map(file, PAGE, 2L * PAGE, Kind.READ_WRITE));
        file.close();

        region.populateWrite();
        region.buffer().putLong(8, 0x1122334455667788L);
        region.buffer(PAGE, 16).put(3, (byte) 99);
        assertThatThrownBy(() -> region.sync(0, 2L * PAGE))
                .as("without the file nobody can tell whether it would write")
                .isInstanceOf(ClosedChannelException.class);

        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(disk.path("a"))).order(ByteOrder.nativeOrder());
        assertThat(content.getLong(PAGE + 8)).isEqualTo(0x1122334455667788L);
        assertThat(content.get(2 * PAGE + 3)).isEqualTo((byte) 99);
        assertThat(region.offset()).isEqualTo(PAGE);
        assertThat(region.length()).isEqualTo(2L * PAGE);
        assertThat(Descriptors.mapped(disk.directory())).hasSize(1);
    }

    @Test
    void aReadOnlyRegionCannotBeWrittenThroughItsViews() throws Exception {
        NativeFile file = sized(disk, PAGE);
        MappedRegion region = disk.own(MappedRegion.map(file, 0, PAGE, Kind.READ_ONLY));
        region.populateRead();
        region.adviseRandom();

        assertThat(region.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(region.buffer().get(0)).isZero();
        assertThatThrownBy(() -> region.buffer().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(region::populateWrite).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWritableMappingNeedsAWritableFile() throws Exception {
        sized(disk, PAGE);
        NativeFile file = disk.open("a", OpenRequest.readOnly());

        assertThatThrownBy(() -> MappedRegion.map(file, 0, PAGE, Kind.READ_WRITE))
                .isInstanceOf(NonWritableChannelException.class);
    }

    @Test
    void onlyWholePagesAreMapped() throws Exception {
        NativeFile file = sized(disk, 4L * PAGE);
        long[][] ranges = {{1, PAGE}, {0, 1}, {0, 0}, {0, -PAGE}, {-PAGE, PAGE}, {PAGE / 2, PAGE}, {0, PAGE + 1L}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> MappedRegion.map(file, range[0], range[1], Kind.READ_ONLY))
                    .as("offset %d, length %d", range[0], range[1])
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> MappedRegion.map(file, Long.MAX_VALUE - PAGE + 1, PAGE, Kind.READ_ONLY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void populatingPastTheEndIsAnExceptionAndNotASignal() throws Exception {
        NativeFile file = sized(disk, PAGE);
        MappedRegion region = disk.own(MappedRegion.map(file, 0, 4L * PAGE, Kind.READ_WRITE));

        UnbackedPagesException failure = catchThrowableOfType(UnbackedPagesException.class, region::populateWrite);

        assertThat(failure.errnoName()).isEqualTo("EFAULT");
        assertThat(failure).hasMessageContaining("disk is full, or the range lies past the end of the file");
        assertThatThrownBy(region::populateRead).isInstanceOf(UnbackedPagesException.class);
    }

    @Test
    void poisonedMemoryAndOldKernelsAreTold() throws Exception {
        NativeFile file = sized(disk, PAGE);
        MappedRegion region = disk.own(MappedRegion.map(file, 0, PAGE, Kind.READ_WRITE));
        disk.faults()
                .fail("madvise", 1, Errno.EHWPOISON)
                .fail("madvise", 2, Errno.EINVAL)
                .fail("madvise", 3, Errno.EINTR);

        assertThatThrownBy(region::populateWrite)
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContaining("EHWPOISON (133)");
        assertThatThrownBy(region::populateWrite)
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("Linux 5.14");
        region.populateWrite();
        assertThat(disk.faults().count("madvise")).isEqualTo(4);
    }

    @Test
    void aFailedSyncIsTypedAndNeverRepeated() throws Exception {
        NativeFile file = sized(disk, 2L * PAGE);
        MappedRegion region = disk.own(MappedRegion.map(file, 0, 2L * PAGE, Kind.READ_WRITE));
        disk.faults().fail("msync", 1, Errno.EIO).startTrace();

        assertThatThrownBy(() -> region.sync(PAGE + 7, 5))
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContaining("for 5 bytes at offset " + (PAGE + 7));
        assertThat(disk.faults().trace())
                .singleElement()
                .satisfies(call -> assertThat(call.arguments())
                        .containsExactly(region.address() + PAGE, 12L, LinuxConstants.MS_SYNC));
        assertThatThrownBy(() -> region.sync(0, 2L * PAGE + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> region.buffer(1, 2 * PAGE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingTwiceUnmapsOnceAndNothingIsHandedOutAfterwards() throws Exception {
        NativeFile file = sized(disk, PAGE);
        MappedRegion region = MappedRegion.map(file, 0, PAGE, Kind.READ_WRITE);
        int before = disk.faults().count("munmap");

        region.close();
        region.close();

        assertThat(disk.faults().count("munmap")).isEqualTo(before + 1);
        assertThatThrownBy(region::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(region::buffer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(region::populateWrite).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.sync(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(region.toString()).contains("closed");
    }

    @Test
    void aRegionLargerThanABufferIsViewedInParts() throws Exception {
        NativeFile file = sized(tmpfs, 3L << 30);
        MappedRegion region = tmpfs.own(MappedRegion.map(file, 0, 3L << 30, Kind.READ_WRITE));

        assertThatThrownBy(region::buffer).isInstanceOf(IllegalStateException.class);
        region.buffer((3L << 30) - 8, 8).putLong(0, 7);

        NativeMemory memory = tmpfs.memory(8);
        file.readFully(memory.address(), 8, (3L << 30) - 8);
        assertThat(memory.buffer().getLong(0)).isEqualTo(7);
    }

    @Test
    void runningOutOfMappingsIsNotCorruption() throws Exception {
        NativeFile file = sized(disk, PAGE);
        disk.faults().fail("mmap", 1, Errno.ENOMEM);

        assertThatThrownBy(() -> MappedRegion.map(file, 0, PAGE, Kind.READ_ONLY))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("ENOMEM (12)")
                .hasMessageContaining("vm.max_map_count");
    }

    private static NativeFile sized(NativeRig rig, long length) throws IOException {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        file.truncate(length);
        return file;
    }
}
