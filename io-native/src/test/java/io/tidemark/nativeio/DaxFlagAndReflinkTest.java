package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.Layouts.FileCloneRange;
import io.tidemark.nativeio.testing.NativeRig;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DaxFlagAndReflinkTest {
    @RegisterExtension
    final NativeRig disk = NativeRig.onDisk();

    @RegisterExtension
    final NativeRig tmpfs = NativeRig.onTmpfs();

    @Tag("no-dax")
    @Test
    void theFlagIsStoredWithoutChangingTheStateOfAnOrdinaryDisk() throws Exception {
        NativeFile file = disk.open("a", OpenRequest.createNew());
        try {
            DaxFlag.SET.store(file);
        } catch (UnsupportedFileOperationException e) {
            Assumptions.abort("no DAX flag on this file system: " + e.getMessage());
        }

        assertThat(DaxFlag.of(file)).isEqualTo(DaxFlag.SET);
        assertThat(file.facts().isDax()).isFalse();
        DaxFlag.CLEAR.store(file);
        assertThat(DaxFlag.of(file)).isEqualTo(DaxFlag.CLEAR);
    }

    @Test
    void aFileSystemWithoutTheFlagSaysSo() throws Exception {
        NativeFile file = tmpfs.open("a", OpenRequest.createNew());

        assertThatThrownBy(() -> DaxFlag.SET.store(file))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("ioctl failed");
        tmpfs.faults().fail("ioctl", 1, Errno.ENOTTY);
        assertThatThrownBy(() -> DaxFlag.of(file))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("ENOTTY (25)");
    }

    @Tag("ext4")
    @Test
    void aFileSystemWithoutClonesSaysSo() throws Exception {
        for (NativeRig rig : new NativeRig[] {disk, tmpfs}) {
            NativeFile source = rig.open("a", OpenRequest.createNew());
            NativeFile target = rig.open("b", OpenRequest.createNew());
            source.writeZeros(0, 8192);
            source.force();
            Assumptions.assumeFalse(
                    source.facts().fileSystemType().matches("xfs|btrfs"), "this file system clones extents");

            UnsupportedFileOperationException refusal = catchThrowableOfType(
                    UnsupportedFileOperationException.class, () -> Reflink.cloneRange(source, 0, 4096, target, 0));

            assertThat(refusal.errnoName()).isEqualTo("EOPNOTSUPP");
            assertThat(refusal).hasMessageContaining(target.path().toString());
            assertThat(target.size()).isZero();
        }
    }

    @Test
    void theKernelIsAskedForExactlyTheRange() throws Exception {
        NativeFile source = disk.open("a", OpenRequest.createNew());
        NativeFile target = disk.open("b", OpenRequest.createNew());
        long[] asked = new long[4];
        disk.faults().startTrace();
        disk.faults().before("ioctl", 1, () -> {
            long address = (long) disk.faults().trace().get(0).arguments().get(2);
            ByteBuffer range = NativeBuffers.view(address, FileCloneRange.SIZE);
            for (int i = 0; i < asked.length; i++) {
                asked[i] = range.getLong(i * Long.BYTES);
            }
            throw new ErrnoException("ioctl", Errno.EINVAL);
        });

        assertThatThrownBy(() -> Reflink.cloneRange(source, 4096, 8192, target, 12288))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("only one of the two files is DAX");

        assertThat(asked).containsExactly(source.fd(), 4096, 8192, 12288);
        assertThat(disk.faults().trace().get(0).arguments().subList(0, 2))
                .containsExactly(target.fd(), LinuxConstants.FICLONERANGE);
    }

    @Test
    void aCloneIntoAReadOnlyFileOrANonsensicalRangeIsRefused() throws Exception {
        NativeFile source = disk.open("a", OpenRequest.createNew());
        NativeFile readOnly = disk.open("a", OpenRequest.readOnly());

        assertThatThrownBy(() -> Reflink.cloneRange(source, 0, 4096, readOnly, 0))
                .isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> Reflink.cloneRange(source, 0, 0, source, 4096))
                .as("to the kernel that means 'to the end'")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reflink.cloneRange(source, 0, 4096, source, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
