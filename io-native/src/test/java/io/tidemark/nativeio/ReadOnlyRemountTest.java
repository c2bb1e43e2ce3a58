package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.MappedRegion.Kind;
import io.tidemark.nativeio.testing.NativeRig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A force that reports success on a file system that is read-only by now is a failed one. The remount is pretended here;
 * a real one is in the tests of broken media.
 */
@Tag("no-disk")
class ReadOnlyRemountTest {
    private static final int PAGE = Posix.system().getpagesize();

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @FunctionalInterface
    private interface Force {
        void make(NativeFile file, NativeMemory memory) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> aForceOfAReadOnlyFileSystemFails() {
        Map<String, Force> forces = new LinkedHashMap<>();
        forces.put("fdatasync", (file, memory) -> file.forceData());
        forces.put("fsync", (file, memory) -> file.force());
        forces.put("pwritev2", (file, memory) -> {
            try (IoVector vector = IoVector.allocate(rig.posix(), 1)) {
                file.writeDurably(vector.add(memory.address(), 100), 0);
            }
        });
        forces.put("msync", (file, memory) -> {
            try (MappedRegion region = MappedRegion.map(file, 0, PAGE, Kind.READ_WRITE)) {
                region.sync(0, PAGE);
            }
        });
        return forces.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> fails(each.getKey(), each.getValue())));
    }

    private void fails(String call, Force force) throws IOException {
        try (NativeFile file = NativeFile.open(rig.posix(), rig.path(call), OpenRequest.createNew());
                NativeMemory memory = NativeMemory.allocate(rig.posix(), PAGE, 1)) {
            file.write(memory.address(), PAGE, 0);
            rig.faults().readOnly(1, 1).startTrace();

            ReadOnlyFileException failure =
                    catchThrowableOfType(ReadOnlyFileException.class, () -> force.make(file, memory));

            assertThat(failure.operation()).isEqualTo(call);
            assertThat(failure)
                    .hasMessageContaining("EROFS")
                    .hasMessageContaining("may be lost")
                    .hasMessageContaining(file.path().toString());
            assertThat(rig.faults().tracedNames())
                    .as("the look follows the force")
                    .containsSubsequence(List.of(call, "fstatfs"));
            force.make(file, memory);
        }
    }

    @Test
    void eachWriteOfAFileThatForcesEachIsLookedAt() throws IOException {
        NativeFile file = rig.open("a", OpenRequest.createNew().dsync());
        NativeMemory memory = rig.memory(PAGE);
        rig.faults().readOnly(1, 2);

        assertThatThrownBy(() -> file.write(memory.address(), 10, 0)).isInstanceOf(ReadOnlyFileException.class);
        assertThatThrownBy(() -> file.writeZeros(0, 10)).isInstanceOf(ReadOnlyFileException.class);
        file.write(memory.address(), 10, 0);
    }

    @Test
    void aDirectoryIsLookedAt() throws IOException {
        rig.faults().readOnly(2, 1); // The first look is at what it is.

        assertThatThrownBy(() -> NativeFile.forceDirectory(rig.posix(), rig.directory()))
                .isInstanceOf(ReadOnlyFileException.class);
        NativeFile.forceDirectory(rig.posix(), rig.directory());
    }

    @Test
    void aLookThatFailsFailsTheForceUnlessASignalCameInBetween() throws IOException {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().fail("fstatfs", 1, Errno.EINTR).fail("fstatfs", 3, Errno.EIO);

        file.forceData();
        assertThatThrownBy(file::forceData).isInstanceOf(MediaErrorException.class);
    }

    @Test
    void whoOpenedForReadingHasNothingToLose() throws IOException {
        rig.open("a", OpenRequest.createNew()).close();
        NativeFile reader = rig.open("a", OpenRequest.readOnly());
        int before = rig.faults().count("fstatfs");

        reader.force();

        assertThat(rig.faults().count("fstatfs")).isEqualTo(before);
    }
}
