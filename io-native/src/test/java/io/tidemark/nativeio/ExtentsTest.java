package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.Extents.Extent;
import io.tidemark.nativeio.testing.NativeRig;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExtentsTest {
    private static final int BLOCK = 4096;

    @RegisterExtension
    final NativeRig disk = NativeRig.onDisk();

    @RegisterExtension
    final NativeRig tmpfs = NativeRig.onTmpfs();

    private NativeFile newFile() throws Exception {
        NativeFile file = disk.open("a", OpenRequest.createNew());
        Assumptions.assumeTrue(
                file.facts().fileSystemType().matches("ext4|xfs"), "extents of other file systems are another story");
        return file;
    }

    @Test
    void whatWasWrittenIsThereAndHolesAndUnwrittenSpaceAreNot() throws Exception {
        NativeFile file = newFile();
        file.writeZeros(0, 16 * BLOCK);
        file.writeZeros(64 * BLOCK, 4 * BLOCK);
        file.allocate(100 * BLOCK, 10 * BLOCK);
        file.force();

        List<Extent> extents = Extents.written(file, 0, 200 * BLOCK);

        assertThat(extents.get(0).offset()).isZero();
        assertThat(extents.stream().mapToLong(Extent::length).sum()).isEqualTo(20 * BLOCK);
        assertThat(extents.get(extents.size() - 1).end()).isEqualTo(68 * BLOCK);
        assertThat(extents).allMatch(extent -> extent.isSameAs(extent) && extent.location() > 0);
        assertThat(Extents.written(file, 20 * BLOCK, 20 * BLOCK)).isEmpty();
    }

    @Test
    void anyNumberOfExtentsIsFound() throws Exception {
        NativeFile file = newFile();
        int count = 700;
        for (int i = 0; i < count; i++) {
            file.writeZeros(2L * i * BLOCK, BLOCK);
        }
        file.force();

        List<Extent> extents = Extents.written(file, 0, 2L * count * BLOCK);

        assertThat(extents).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(extents.get(i).offset()).isEqualTo(2L * i * BLOCK);
            assertThat(extents.get(i).length()).isEqualTo(BLOCK);
        }
    }

    @Test
    void aFileSystemThatTellsNothingSaysSo() throws Exception {
        NativeFile file = tmpfs.open("a", OpenRequest.createNew());

        assertThatThrownBy(() -> Extents.written(file, 0, BLOCK)).isInstanceOf(UnsupportedFileOperationException.class);
    }
}
