package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.MappedRegion.Kind;
import io.tidemark.nativeio.testing.MountedFileSystem;
import io.tidemark.nativeio.testing.NativeRig;
import io.tidemark.nativeio.testing.Needs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A file system of 1 MiB that really runs full. */
@Tag("no-disk")
class DiskFullTest {
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    private MountedFileSystem tiny;
    private NativeFile file;

    @BeforeEach
    void mount() throws Exception {
        tiny = MountedFileSystem.tmpfs(rig.path("tiny"), MIB).orElse(null);
        Needs.that(tiny != null, "mounting a tmpfs needs root (CAP_SYS_ADMIN)");
        Path path = tiny.directory().resolve("a");
        file = NativeFile.open(rig.posix(), path, OpenRequest.createNew());
    }

    @AfterEach
    void unmount() throws Exception {
        if (tiny != null) {
            file.close();
            tiny.close();
        }
    }

    @Test
    void aWriteThatDoesNotFitSaysHowFarItGot() {
        NativeMemory memory = rig.memory(2 * MIB);

        DiskFullException failure =
                catchThrowableOfType(DiskFullException.class, () -> file.write(memory.address(), 2 * MIB, 0));

        assertThat(failure.errno()).isEqualTo(28);
        assertThat(failure.operation()).isEqualTo("pwrite");
        assertThat(failure.offset()).isEqualTo(MIB);
        assertThat(failure.length()).isEqualTo(MIB);
        assertThat(failure)
                .hasMessageContaining(
                        ": no space left on device (ENOSPC, pwrite of " + MIB + " bytes at offset " + MIB + ")");
    }

    @Test
    void afterAFullDiskTheFileIsUsableAgain() throws Exception {
        assertThatThrownBy(() -> file.writeZeros(0, 2 * MIB)).isInstanceOf(DiskFullException.class);

        file.truncate(4096);
        file.writeZeros(4096, 4096);

        assertThat(file.size()).isEqualTo(8192);
    }

    @Test
    void anAllocationThatDoesNotFitLeavesTheFileAsItWas() throws Exception {
        file.writeZeros(0, 4096);

        assertThatThrownBy(() -> file.allocate(0, 2 * MIB))
                .isInstanceOf(DiskFullException.class)
                .hasMessageContaining("no space left on device (ENOSPC, fallocate of 2097152 bytes at offset 0)");

        assertThat(file.size()).isEqualTo(4096);
        assertThat(file.facts().allocatedBytes()).isEqualTo(4096);
    }

    @Test
    void populatingAMappingThatDoesNotFitIsAnExceptionAndNotASignal() throws Exception {
        file.truncate(8L * MIB);
        try (MappedRegion region = MappedRegion.map(file, 0, 8L * MIB, Kind.READ_WRITE)) {
            UnbackedPagesException failure = catchThrowableOfType(UnbackedPagesException.class, region::populateWrite);

            assertThat(failure.errnoName()).isEqualTo("EFAULT");
            assertThat(failure.length()).isEqualTo(8L * MIB);
            assertThat(failure).hasMessageContaining("the disk is full");
        }
    }
}
