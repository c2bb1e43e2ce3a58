package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.FileFacts.DirectIo;
import io.tidemark.nativeio.testing.MountedFileSystem;
import io.tidemark.nativeio.testing.NativeRig;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** File systems that this machine's disk does not offer: on loop devices, so only for root. */
@Tag("no-disk")
class OddFileSystemsTest {
    private static final long MIB = 1L << 20;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void onXfsARangeIsClonedWithoutCopyingAndTheCloneIsIndependent() throws Exception {
        // mkfs.xfs refuses less than 300 MiB; the image is sparse.
        MountedFileSystem xfs = mounted(
                MountedFileSystem.onLoopDevice(rig.path("xfs"), 400 * MIB, 512, "mkfs.xfs", "-q", "-m", "reflink=1"));
        NativeFile source = create(xfs.directory().resolve("source"));
        NativeFile target = create(xfs.directory().resolve("target"));
        assertThat(source.facts().fileSystemType()).isEqualTo("xfs");
        byte[] content = new byte[64 * 1024];
        new Random(7).nextBytes(content);
        NativeMemory memory = rig.memory(content.length);
        memory.buffer().put(content);
        source.write(memory.address(), content.length, 0);

        Reflink.cloneRange(source, 16 * 1024, 32 * 1024, target, 8 * 1024);
        source.punchHole(0, content.length);

        assertThat(target.size()).isEqualTo(40 * 1024);
        NativeMemory read = rig.memory(32 * 1024);
        target.readFully(read.address(), 32 * 1024, 8 * 1024);
        assertThat(read.buffer()).isEqualTo(memory.buffer().slice(16 * 1024, 32 * 1024));
        assertThatThrownBy(() -> Reflink.cloneRange(source, 1, 4096, target, 0))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("unaligned");
        NativeFile elsewhere = rig.open("elsewhere", OpenRequest.createNew());
        assertThatThrownBy(() -> Reflink.cloneRange(source, 0, 4096, elsewhere, 0))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("EXDEV (18)");
        assertThat(DaxFlag.of(source)).isEqualTo(DaxFlag.CLEAR);
    }

    @Test
    void onADeviceWithSectorsOf4096BytesSmallerDirectWritesAreRefused() throws Exception {
        MountedFileSystem ext4 = mounted(
                MountedFileSystem.onLoopDevice(rig.path("ext4"), 16 * MIB, 4096, "mkfs.ext4", "-q", "-b", "4096"));
        NativeFile file = rig.own(NativeFile.open(
                rig.posix(),
                ext4.directory().resolve("a"),
                OpenRequest.createNew().direct()));
        NativeMemory memory = rig.memory(4096);

        FileFacts facts = file.facts();
        assumeTrue(facts.directIo() == DirectIo.SUPPORTED, "the kernel reports no direct-I/O alignments here");
        assertThat(facts.directOffsetAlignment()).isEqualTo(4096);
        file.write(memory.address(), 4096, 4096);
        assertThatThrownBy(() -> file.write(memory.address(), 512, 0))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("EINVAL (22)")
                .hasMessageContaining("alignments in its FileFacts");
    }

    /** By mincore, which asks the file below: to cachestat there is never a page. */
    @Test
    void onAnOverlayCachedPagesAreCounted() throws Exception {
        Optional<MountedFileSystem> overlay = MountedFileSystem.overlay(rig.path("overlay"));
        Needs.that(overlay.isPresent(), "needs root, overlayfs and a file system that may be below one");
        NativeFile file = create(rig.own(overlay.get()).directory().resolve("a"));
        assertThat(file.facts().fileSystemType()).isEqualTo("overlay");

        file.writeZeros(0, MIB);

        assertThat(PageCache.residency(file, 0, MIB).pagesResident()).isPositive();
        file.force();
        assertThat(PageCache.evict(file, 0, MIB)).isZero();
        assertThat(PageCache.residency(file, 0, MIB).pagesResident()).isZero();
    }

    @Test
    void onAFileSystemThatBecameReadOnlyWritersAreRefusedAndReadersGoOn() throws Exception {
        MountedFileSystem ext4 =
                mounted(MountedFileSystem.onLoopDevice(rig.path("ro"), 16 * MIB, 512, "mkfs.ext4", "-q"));
        Path path = ext4.directory().resolve("a");
        try (NativeFile file = NativeFile.open(rig.posix(), path, OpenRequest.createNew())) {
            file.writeZeros(0, 4096);
            file.force();
        }
        ext4.remountReadOnly();

        for (OpenRequest request : new OpenRequest[] {
            OpenRequest.readWrite(), OpenRequest.readWrite().direct()
        }) {
            assertThatThrownBy(() -> NativeFile.open(rig.posix(), path, request))
                    .isInstanceOf(ReadOnlyFileException.class)
                    .hasMessageContaining("EROFS (30)")
                    .hasMessageContaining("see the kernel log");
        }
        NativeMemory memory = rig.memory(4096);
        NativeFile reader = rig.own(NativeFile.open(rig.posix(), path, OpenRequest.readOnly()));
        assertThat(reader.read(memory.address(), 4096, 0)).isEqualTo(4096);
    }

    private NativeFile create(Path path) throws IOException {
        return rig.own(NativeFile.open(rig.posix(), path, OpenRequest.createNew()));
    }

    private MountedFileSystem mounted(Optional<MountedFileSystem> fileSystem) {
        Needs.that(fileSystem.isPresent(), "needs root, losetup and the file system's mkfs");
        return rig.own(fileSystem.get());
    }
}
