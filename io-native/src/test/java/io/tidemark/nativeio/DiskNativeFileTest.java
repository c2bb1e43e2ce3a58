package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.FileFacts.DirectIo;
import io.tidemark.nativeio.testing.NativeRig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DiskNativeFileTest extends NativeFileContract {
    @Override
    NativeRig rig() {
        return NativeRig.onDisk();
    }

    @Override
    String fileSystemType() {
        try {
            String jdk = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                    .type();
            return jdk.matches("ext[23]") ? "ext4" : jdk;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Tag("no-dax")
    @Test
    void whereAlignmentsAreReportedDirectTransfersOfThatSizeWork() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew().direct());
        FileFacts facts = file.facts();
        org.junit.jupiter.api.Assumptions.assumeTrue(
                facts.directIo() == DirectIo.SUPPORTED, "the kernel reports no direct-I/O alignments here");
        int unit = facts.directOffsetAlignment();
        NativeMemory memory = rig.memory(2L * unit);

        file.write(memory.address(), unit, unit);

        assertThat(file.read(memory.address(), unit, unit)).isEqualTo(unit);
        assertThat(facts.directMemoryAlignment()).isPositive();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> file.write(memory.address() + 1, unit - 1, 0))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("EINVAL (22)")
                .hasMessageContaining("alignments");
    }
}
