package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.testing.NativeRig;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short, interrupted and failing transfers. */
@Tag("no-disk")
class TransferFaultsTest {
    private static final int HEAD = 37;
    private static final int BODY = 91;
    private static final int ALL = HEAD + BODY;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    private NativeFile file;
    private NativeMemory memory;
    private byte[] content;

    @BeforeEach
    void fill() throws Exception {
        file = rig.open("a", OpenRequest.createNew());
        memory = rig.memory(4 * 4096);
        content = new byte[4 * 4096];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + (i >> 8));
        }
        memory.buffer().put(content);
    }

    @Test
    void aVectorIsCompleteAndByteExactAfterEveryShortLength() throws Exception {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 2))
                .add(memory.address(), HEAD)
                .add(memory.address() + 4096, BODY);
        byte[] expected = new byte[ALL];
        System.arraycopy(content, 0, expected, 0, HEAD);
        System.arraycopy(content, 4096, expected, HEAD, BODY);

        for (int first = 1; first < ALL; first++) {
            file.truncate(0);
            rig.faults().transferOnly("pwritev2", 1, first).transferOnly("pwritev2", 2, 1 + first % 5);
            file.writeDurably(vector, 11);
            // The second fault needs a second call, which a rest of nothing would not make.
            rig.faults().assertAllFired();

            byte[] actual = Files.readAllBytes(rig.path("a"));
            assertThat(Arrays.copyOfRange(actual, 11, actual.length))
                    .as("after " + first)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 511, 512, 4095})
    void aWriteInManySmallStepsIsCompleteAndByteExact(int step) throws Exception {
        int calls = (4096 + step - 1) / step;
        rig.faults().transferOnly("pwrite", 1, calls, step);

        file.write(memory.address(), 4096, 0);

        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(Arrays.copyOf(content, 4096));
        assertThat(rig.faults().count("pwrite")).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 511, 512, 4095})
    void aReadInManySmallStepsIsCompleteAndByteExact(int step) throws Exception {
        file.write(memory.address(), 4096, 0);
        NativeMemory target = rig.memory(4096);
        rig.faults().transferOnly("pread", 1, (4096 + step - 1) / step, step);

        assertThat(file.read(target.address(), 4096, 0)).isEqualTo(4096);

        assertThat(target.buffer()).isEqualTo(ByteBuffer.wrap(content, 0, 4096));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1000, 1024, 4095, 4096, 5000, 8191})
    void aDirectTransferGoesOnAtAnAlignedPlace(int step) throws Exception {
        NativeFile direct = file.reopen(OpenRequest.readWrite().direct());
        rig.own(direct);
        long unit = Math.max(1, direct.facts().directOffsetAlignment());
        org.junit.jupiter.api.Assumptions.assumeTrue(step >= unit, "no progress with blocks of " + unit + " bytes");
        rig.faults().transferOnly("pwrite", 1, step & -512).startTrace();
        direct.write(memory.address(), content.length, 0);
        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(content);

        NativeMemory target = rig.memory(content.length);
        rig.faults().transferOnly("pread", 1, step & -512);
        assertThat(direct.read(target.address(), content.length, 0)).isEqualTo(content.length);

        assertThat(target.buffer()).isEqualTo(ByteBuffer.wrap(content));
        assertThat(rig.faults().trace().stream().filter(call -> call.name().matches("pread|pwrite")))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(call ->
                        assertThat((long) call.arguments().get(3) % unit).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 513, 1000, 4097})
    void aDirectTransferThatStopsInsideABlockRepeatsTheBlock(int stop) throws Exception {
        // The granularity of a direct file over a descriptor that really is buffered, so that odd lengths get through.
        Descriptor descriptor = new Descriptor(rig.posix(), file.fd());
        Transfers transfers = new Transfers(rig.posix(), descriptor, file.path(), 512);
        rig.faults().transferOnly("pwrite", 1, stop).startTrace();
        transfers.write(memory.address(), content.length, 0);
        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(content);

        NativeMemory target = rig.memory(content.length);
        rig.faults().transferOnly("pread", 1, stop);
        assertThat(transfers.read(target.address(), content.length, 0)).isEqualTo(content.length);

        assertThat(target.buffer()).isEqualTo(ByteBuffer.wrap(content));
        assertThat(rig.faults().trace().stream().filter(call -> call.name().matches("pread|pwrite")))
                .hasSize(4)
                .allSatisfy(
                        call -> assertThat((long) call.arguments().get(3) % 512).isZero());
    }

    @Test
    void aDirectTransferThatNeverLeavesItsBlockGivesUp() throws Exception {
        Descriptor descriptor = new Descriptor(rig.posix(), file.fd());
        Transfers transfers = new Transfers(rig.posix(), descriptor, file.path(), 512);
        rig.faults().transferOnly("pwrite", 1, 1001, 100);

        assertThatThrownBy(() -> transfers.write(memory.address(), 4096, 0))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("no progress with 4096 bytes left at offset 0");
    }

    @Test
    void anInterruptedTransferIsRepeated() throws Exception {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);
        rig.faults()
                .failRepeatedly("pwrite", 1, 20, Errno.EINTR)
                .failRepeatedly("pread", 1, 20, Errno.EINTR)
                .failRepeatedly("pwritev2", 1, 20, Errno.EINTR);

        file.write(memory.address(), 4096, 0);
        file.writeVector(vector, 4096);

        assertThat(file.read(memory.address(), 4196, 0)).isEqualTo(4196);
    }

    @Test
    void tryAgainIsTriedAgainButNotForEver() throws Exception {
        rig.faults().failRepeatedly("pwrite", 1, 3, Errno.EAGAIN);
        file.write(memory.address(), 4096, 0);
        assertThat(rig.faults().count("pwrite")).isEqualTo(4);

        rig.faults().failRepeatedly("pread", 1, 1001, Errno.EAGAIN);
        assertThatThrownBy(() -> file.read(memory.address(), 4096, 0))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("EAGAIN (11)");
    }

    @Test
    void aWriteWithoutProgressIsAnError() {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);
        rig.faults()
                .transferOnly("pwrite", 1, 1000)
                .transferOnly("pwrite", 2, 0)
                .transferOnly("pwritev2", 1, 0);

        assertThatThrownBy(() -> file.write(memory.address(), 4096, 0))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("pwrite makes no progress with 3096 bytes left at offset 1000");
        assertThatThrownBy(() -> file.writeDurably(vector, 0)).hasMessageContaining("pwritev2 makes no progress");
    }

    @Test
    void aFailureAfterAPartOfTheBytesNamesTheRest() {
        rig.faults().transferOnly("pwrite", 1, 1000).fail("pwrite", 2, Errno.ENOSPC);

        DiskFullException failure =
                catchThrowableOfType(DiskFullException.class, () -> file.write(memory.address(), 4096, 100));

        assertThat(failure.offset()).isEqualTo(1100);
        assertThat(failure.length()).isEqualTo(3096);
        assertThat(failure.operation()).isEqualTo("pwrite");
    }

    @Test
    void mediaErrorsAreTyped() {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);
        rig.faults()
                .fail("pread", 1, Errno.EIO)
                .fail("pwrite", 1, Errno.EIO)
                .fail("pwritev2", 1, Errno.EIO)
                .fail("fdatasync", 1, Errno.EIO)
                .failAfter("fsync", 1, Errno.EIO);

        assertThatThrownBy(() -> file.read(memory.address(), 1, 0)).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> file.write(memory.address(), 1, 0)).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> file.writeDurably(vector, 0)).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> file.forceData()).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(MediaErrorException.class);
    }

    /** What a block device tells of its medium, or of its protection information, a direct transfer passes on. */
    @ParameterizedTest
    @ValueSource(ints = {Errno.ENODATA, Errno.EILSEQ})
    void soAreThoseThatABlockDeviceTells(int errno) {
        rig.faults().fail("pread", 1, errno).fail("pwrite", 1, errno);

        assertThatThrownBy(() -> file.read(memory.address(), 1, 0))
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContaining("do not trust a retry");
        assertThatThrownBy(() -> file.write(memory.address(), 1, 0)).isInstanceOf(MediaErrorException.class);
    }

    @Test
    void aForceIsNeverRepeatedNotEvenWhenInterrupted() {
        rig.faults().fail("fdatasync", 1, Errno.EINTR).fail("fsync", 1, Errno.EINTR);

        assertThatThrownBy(() -> file.forceData()).hasMessageContaining("EINTR (4)");
        assertThatThrownBy(() -> file.force()).hasMessageContaining("EINTR (4)");
        assertThat(rig.faults().count("fdatasync") + rig.faults().count("fsync"))
                .isEqualTo(2);
    }

    @Test
    void interruptedChangesOfSpaceAreRepeated() throws Exception {
        rig.faults()
                .fail("fallocate", 1, Errno.EINTR)
                .fail("fallocate", 2, Errno.EINTR)
                .fail("ftruncate", 1, Errno.EINTR);

        file.allocate(0, 4096);
        file.truncate(100);

        assertThat(file.size()).isEqualTo(100);
    }

    @Test
    void aFileSystemWithoutAllocationOrDurableWritesIsNamedSo() {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);
        rig.faults()
                .fail("fallocate", 1, Errno.EOPNOTSUPP)
                .fail("fallocate", 2, Errno.EOPNOTSUPP)
                .fail("pwritev2", 1, Errno.EOPNOTSUPP);

        assertThatThrownBy(() -> file.allocate(0, 4096)).isInstanceOf(UnsupportedFileOperationException.class);
        assertThatThrownBy(() -> file.punchHole(0, 4096)).isInstanceOf(UnsupportedFileOperationException.class);
        assertThatThrownBy(() -> file.writeDurably(vector, 0)).isInstanceOf(UnsupportedFileOperationException.class);
    }

    @Test
    void aReadOnlyFileSystemIsTyped() {
        rig.faults().fail("pwrite", 1, Errno.EROFS);

        assertThatThrownBy(() -> file.write(memory.address(), 1, 0)).isInstanceOf(ReadOnlyFileException.class);
    }

    @Test
    void aFullVectorAndABadCapacityAreRefused() {
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);

        assertThatThrownBy(() -> vector.add(memory.address(), 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.add(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IoVector.allocate(rig.posix(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IoVector.allocate(rig.posix(), 1025)).isInstanceOf(IllegalArgumentException.class);
        vector.close();
        assertThatThrownBy(() -> file.writeVector(vector, 0)).isInstanceOf(IllegalStateException.class);
    }
}
