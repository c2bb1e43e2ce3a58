package io.tidemark.nativeio.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The seam does what it says; otherwise tests that rely on it prove nothing. */
@Tag("no-disk")
class FaultyPosixTest {
    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void onlyTheNthCallFailsAndTheFaultIsNoted() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().fail("fsync", 2, 5);

        file.force();
        assertThat(rig.faults().fired()).isEmpty();
        assertThatThrownBy(file::force).hasMessageContaining("EIO (5)");
        file.force();

        assertThat(rig.faults().fired()).containsExactly("fsync fails with errno 5");
        assertThat(rig.faults().count("fsync")).isEqualTo(3);
    }

    @Test
    void aFaultThatNeverFiresIsTold() {
        FaultyPosix faults = FaultyPosix.over(Posix.system()).fail("pwrite", 7, 5);

        assertThatThrownBy(faults::assertAllFired)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("pwrite fails with errno 5");
        faults.disarm();
        assertThatCode(faults::assertAllFired).doesNotThrowAnyException();
    }

    @Test
    void aMisspeltCallIsRefused() {
        FaultyPosix faults = FaultyPosix.over(Posix.system());

        assertThatThrownBy(() -> faults.fail("fdatasynch", 1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> faults.count("pWrite")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> faults.fail("pwrite", 0, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSkippedForceIsNotMade() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        FaultyPosix inner = FaultyPosix.over(rig.posix());
        inner.skip("fdatasync", 1);

        inner.posix().fdatasync(file.fd());

        assertThat(inner.fired()).containsExactly("fdatasync is left out");
        assertThat(rig.faults().count("fdatasync")).isZero();
    }

    @Test
    void callsAreRecordedWithTheirArguments() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(100);
        rig.faults().startTrace();

        file.write(memory.address(), 100, 7);
        file.forceData();

        assertThat(rig.faults().tracedNames()).containsExactly("pwrite", "fdatasync", "fstatfs");
        assertThat(rig.faults().trace().get(0).arguments()).containsExactly(file.fd(), memory.address(), 100L, 7L);
        assertThat(rig.faults().trace().get(1)).hasToString("fdatasync[" + file.fd() + "]");
    }

    @Test
    void whatIsHeldIsKnownByTheSeamAndByTheKernel() throws Exception {
        NativeFile file = NativeFile.open(rig.posix(), rig.path("a"), OpenRequest.createNew());
        NativeMemory memory = NativeMemory.allocate(rig.posix(), 4096, 1);

        assertThat(rig.faults().openDescriptors()).containsExactly(file.fd());
        assertThat(rig.faults().mappedBytes()).as("that memory").isEqualTo(4096);
        assertThat(Descriptors.open(rig.directory())).containsExactly(file.fd() + " -> " + rig.path("a"));
        assertThatThrownBy(() -> rig.faults().assertNothingHeld()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Descriptors.assertNoneLeft(rig.directory())).isInstanceOf(AssertionError.class);

        file.close();
        memory.close();
        rig.faults().assertNothingHeld();
    }

    @Test
    void realFailuresPassThrough() {
        assertThatThrownBy(() -> rig.posix().fsync(-1))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("EBADF (9)");
        assertThat(rig.posix()).isEqualTo(rig.posix()).hasSameHashCodeAs(rig.posix());
        assertThat(rig.posix().toString()).startsWith("FaultyPosix over ");
    }
}
