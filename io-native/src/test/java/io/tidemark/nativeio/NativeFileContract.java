package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.testing.NativeRig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds on every file system. */
abstract class NativeFileContract {
    private static final int BLOCK = 4096;

    @RegisterExtension
    final NativeRig rig = rig();

    abstract NativeRig rig();

    abstract String fileSystemType();

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        byte[] content = random(3 * BLOCK + 17);
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(content.length);
        memory.buffer().put(content);

        file.write(memory.address(), content.length, 5);
        file.forceData();

        assertThat(file.size()).isEqualTo(content.length + 5);
        assertThat(Arrays.copyOfRange(Files.readAllBytes(rig.path("a")), 5, content.length + 5))
                .isEqualTo(content);
        NativeMemory target = rig.memory(content.length);
        file.readFully(target.address(), content.length, 5);
        assertThat(bytes(target, content.length)).isEqualTo(content);
    }

    @Test
    void aReadIsShortOnlyAtTheEndOfTheFile() throws Exception {
        NativeFile file = fileOf("a", random(1000));
        NativeMemory memory = rig.memory(BLOCK);

        assertThat(file.read(memory.address(), BLOCK, 0)).isEqualTo(1000);
        assertThat(file.read(memory.address(), BLOCK, 990)).isEqualTo(10);
        assertThat(file.read(memory.address(), BLOCK, 1000)).isZero();
        assertThat(file.read(memory.address(), BLOCK, 1L << 40)).isZero();
        assertThat(file.read(memory.address(), 0, 0)).isZero();
    }

    @Test
    void aDirectReadIsShortAtTheEndTooAndAsksForNothingMisaligned() throws Exception {
        byte[] content = random(BLOCK + 1000);
        fileOf("a", content).force();
        NativeFile direct = rig.open("a", OpenRequest.readOnly().direct());
        NativeMemory memory = rig.memory(4 * BLOCK);
        rig.faults().startTrace();

        assertThat(direct.read(memory.address(), 4 * BLOCK, 0)).isEqualTo(content.length);

        assertThat(bytes(memory, content.length)).isEqualTo(content);
        assertThat(rig.faults().trace().stream().filter(call -> call.name().equals("pread")))
                .allSatisfy(
                        call -> assertThat((long) call.arguments().get(3) % 512).isZero());
    }

    @Test
    void aFullReadPastTheEndNamesWhatIsMissing() throws Exception {
        NativeFile file = fileOf("a", random(1000));
        NativeMemory memory = rig.memory(BLOCK);

        TruncatedFileException failure =
                catchThrowableOfType(TruncatedFileException.class, () -> file.readFully(memory.address(), 200, 900));

        assertThat(failure.offset()).isEqualTo(900);
        assertThat(failure.expectedLength()).isEqualTo(200);
        assertThat(failure.fileSize()).isEqualTo(1000);
        assertThat(failure)
                .hasMessageContaining("Expected 200 bytes at offset 900")
                .hasMessageContaining("ends at 1000");
    }

    @Test
    void aFileTruncatedUnderneathIsNoticed() throws Exception {
        NativeFile file = fileOf("a", random(2 * BLOCK));
        NativeMemory memory = rig.memory(2 * BLOCK);
        rig.faults().before("pread", 1, () -> {
            try (java.nio.channels.FileChannel channel =
                    java.nio.channels.FileChannel.open(rig.path("a"), java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
        });

        assertThatThrownBy(() -> file.readFully(memory.address(), 2 * BLOCK, 0))
                .isInstanceOf(TruncatedFileException.class)
                .hasMessageContaining("ends at 100");
    }

    @Test
    void aVectorIsWrittenInOrderDurablyOrNot() throws Exception {
        byte[] content = random(3000);
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(content.length);
        memory.buffer().put(content);
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 3));
        // Out of memory order, with an empty segment between.
        vector.add(memory.address() + 1000, 2000).add(memory.address(), 0).add(memory.address(), 1000);

        file.writeVector(vector, 0);
        file.writeDurably(vector, 3000);

        byte[] expected = new byte[6000];
        System.arraycopy(content, 1000, expected, 0, 2000);
        System.arraycopy(content, 0, expected, 2000, 1000);
        System.arraycopy(expected, 0, expected, 3000, 3000);
        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(expected);
        assertThat(vector.count()).isEqualTo(2);
        assertThat(vector.lengthBytes()).isEqualTo(3000);
        assertThat(vector.clear().count()).isZero();
    }

    @Test
    void aDurableWriteAsksForDurabilityAndAPlainOneDoesNot() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(10);
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 10);
        rig.faults().startTrace();

        file.writeVector(vector, 0);
        file.writeDurably(vector, 0);

        assertThat(rig.faults().trace())
                .filteredOn(call -> call.name().equals("pwritev2"))
                .extracting(call -> call.arguments().get(4))
                .containsExactly(0, LinuxConstants.RWF_DSYNC);
    }

    @Test
    void zerosCoverExactlyTheirRange() throws Exception {
        byte[] content = random(5 << 20);
        NativeFile file = fileOf("a", content);

        file.writeZeros(3, (4 << 20) + 1);

        Arrays.fill(content, 3, (4 << 20) + 4, (byte) 0);
        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(content);
        assertThat(file.facts().allocatedBytes()).isGreaterThanOrEqualTo(5 << 20);
    }

    @Test
    void allocationTakesSpaceAndExtendsTheFile() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());

        file.allocate(1 << 20, 1 << 20);
        assertThat(file.size()).isEqualTo(2 << 20);
        assertThat(file.facts().allocatedBytes()).isBetween(1L << 20, (1L << 20) + BLOCK);

        file.allocate(0, 1 << 20);
        assertThat(file.size()).as("it is farther").isEqualTo(2 << 20);
        assertThat(file.facts().allocatedBytes()).isGreaterThanOrEqualTo(2 << 20);
    }

    @Test
    void aPunchedHoleReadsAsZerosGivesItsSpaceBackAndKeepsTheSize() throws Exception {
        byte[] content = random(64 * BLOCK);
        NativeFile file = fileOf("a", content);
        file.force();
        long before = file.facts().allocatedBytes();

        file.punchHole(16 * BLOCK, 16 * BLOCK);
        file.punchHole(60 * BLOCK, 100 * BLOCK);

        Arrays.fill(content, 16 * BLOCK, 32 * BLOCK, (byte) 0);
        Arrays.fill(content, 60 * BLOCK, 64 * BLOCK, (byte) 0);
        assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(content);
        assertThat(file.facts().allocatedBytes()).isLessThan(before);
        assertThat(file.size()).isEqualTo(64 * BLOCK);
    }

    @Test
    void dataIsFoundBehindHolesAndUnwrittenSpace() throws Exception {
        NativeFile file = fileOf("a", random(64 * BLOCK));
        file.punchHole(16 * BLOCK, 16 * BLOCK);
        file.allocate(64 * BLOCK, 16 * BLOCK);

        assertThat(file.nextData(0)).isZero();
        assertThat(file.nextData(16 * BLOCK - 1)).isEqualTo(16 * BLOCK - 1);
        assertThat(file.nextData(16 * BLOCK)).isEqualTo(32 * BLOCK);
        assertThat(file.nextData(20 * BLOCK + 5)).isEqualTo(32 * BLOCK);
        assertThat(file.nextData(64 * BLOCK)).as("the size").isEqualTo(80 * BLOCK);
        assertThat(file.nextData(100 * BLOCK)).as("the size").isEqualTo(80 * BLOCK);
        assertThatThrownBy(() -> file.nextData(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(file.nextHole(0)).isEqualTo(16 * BLOCK);
        assertThat(file.nextHole(20 * BLOCK + 5)).isEqualTo(20 * BLOCK + 5);
        assertThat(file.nextHole(32 * BLOCK)).isGreaterThan(32 * BLOCK);
        assertThat(file.nextHole(100 * BLOCK)).as("the size").isEqualTo(80 * BLOCK);
        assertThatThrownBy(() -> file.nextHole(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void truncationCutsAndExtendsWithZeros() throws Exception {
        NativeFile file = fileOf("a", new byte[] {1, 2, 3, 4});

        file.truncate(2);
        file.truncate(5);

        assertThat(Files.readAllBytes(rig.path("a"))).containsExactly(1, 2, 0, 0, 0);
    }

    @Tag("no-dax")
    @Test
    void factsDescribeTheFile() throws Exception {
        NativeFile file = fileOf("a", random(5000));

        FileFacts facts = file.facts();

        assertThat(facts.type()).isEqualTo(FileType.REGULAR);
        assertThat(facts.size()).isEqualTo(5000);
        assertThat(facts.inode()).isEqualTo(Files.getAttribute(rig.path("a"), "unix:ino"));
        assertThat(facts.linkCount()).isOne();
        assertThat(facts.blockSize()).isPositive();
        assertThat(facts.fileSystemType()).isEqualTo(fileSystemType());
        assertThat(facts.isMemoryBacked()).isEqualTo(fileSystemType().equals("tmpfs"));
        assertThat(facts.isDax()).isFalse();
        assertThat(facts.mountId()).isNotNegative();
        Files.delete(rig.path("a"));
        assertThat(file.facts().linkCount()).isZero();
        assertThat(file.facts().isSameFileAs(facts)).isTrue();
    }

    @Test
    void aNewFileIsForItsOwnerOnlyAndNeverReplacesAnother() throws Exception {
        rig.open("a", OpenRequest.createNew());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.path("a"))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> rig.open("a", OpenRequest.createNew()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("EEXIST (17)");
    }

    @Test
    void aMissingFileIsReportedAsTheJdkWould() {
        assertThatThrownBy(() -> rig.open("missing", OpenRequest.readWrite()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing: open failed: ENOENT (2): no such file or directory")
                .hasCauseInstanceOf(ErrnoException.class);
    }

    @Test
    void aReadOnlyFileCannotBeChanged() throws Exception {
        fileOf("a", random(100));
        NativeFile file = rig.open("a", OpenRequest.readOnly());
        NativeMemory memory = rig.memory(10);
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 10);

        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> file.write(memory.address(), 10, 0),
                () -> file.writeVector(vector, 0),
                () -> file.writeDurably(vector, 0),
                () -> file.writeZeros(0, 1),
                () -> file.truncate(0),
                () -> file.allocate(0, 1),
                () -> file.punchHole(0, 1),
                () -> file.tryLock(LockKind.EXCLUSIVE))) {
            assertThatThrownBy(change).isInstanceOf(NonWritableChannelException.class);
        }
        assertThat(file.size()).isEqualTo(100);
    }

    @Test
    void nonsensicalRangesAreRefusedBeforeTheKernelSeesThem() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(10);
        rig.faults().startTrace();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> file.read(memory.address(), -1, 0),
                () -> file.read(memory.address(), 1, -1),
                () -> file.read(0, 1, 0),
                () -> file.write(memory.address(), 10, Long.MAX_VALUE - 9),
                () -> file.punchHole(Long.MAX_VALUE, 1),
                () -> file.truncate(-1),
                () -> file.writeZeros(-4096, 4096),
                () -> PageCache.drop(file, 1, Long.MAX_VALUE),
                () -> PageCache.residency(file, -1, 1))) {
            assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(rig.faults().trace()).isEmpty();
    }

    @Test
    void aTemporaryFileHasNoName() throws Exception {
        NativeFile file = rig.own(NativeFile.createTemporary(rig.posix(), rig.directory()));
        NativeMemory memory = rig.memory(10);
        file.write(memory.address(), 10, 0);

        assertThat(rig.directory()).isEmptyDirectory();
        assertThat(file.facts().linkCount()).isZero();
        try (NativeFile again = file.reopen(OpenRequest.readOnly())) {
            assertThat(again.size()).isEqualTo(10);
        }
    }

    @Test
    void aTemporaryFileIsUnlinkedAtOnceWhereTheFileSystemCannotLeaveTheNameOut() throws Exception {
        rig.faults().fail("open", 1, Errno.EOPNOTSUPP);

        NativeFile file = rig.own(NativeFile.createTemporary(rig.posix(), rig.directory()));

        assertThat(rig.directory()).isEmptyDirectory();
        assertThat(file.facts().linkCount()).isZero();
        assertThat(rig.faults().count("unlink")).isOne();
    }

    @Test
    void theReopenedFileIsTheSameAlsoAfterARename() throws Exception {
        NativeFile file = fileOf("a", random(100));
        assertThat(file.facts().at(Posix.system(), rig.path("a"))).isEqualTo(FileFacts.Found.THIS);
        Files.move(rig.path("a"), rig.path("b"));
        Files.writeString(rig.path("a"), "another");

        try (NativeFile again = file.reopen(OpenRequest.readOnly())) {
            assertThat(again.facts().isSameFileAs(file.facts())).isTrue();
            assertThat(again.size()).isEqualTo(100);
        }
        assertThat(file.facts().at(Posix.system(), rig.path("a"))).isEqualTo(FileFacts.Found.ANOTHER);
        assertThat(file.facts().at(Posix.system(), rig.path("b"))).isEqualTo(FileFacts.Found.THIS);
        assertThat(file.at(rig.path("a"))).isEqualTo(FileFacts.Found.ANOTHER);
        assertThat(file.at(rig.path("b"))).isEqualTo(FileFacts.Found.THIS);
        assertThat(file.deviceNumber()).isEqualTo(file.facts().deviceNumber());
    }

    @Test
    void withoutProcTheFileIsReopenedByItsPath() throws Exception {
        NativeFile file = fileOf("a", random(100));
        rig.faults().fail("open", 1, Errno.ENOENT);

        try (NativeFile again = file.reopen(OpenRequest.readWrite().direct())) {
            assertThat(again.facts().isSameFileAs(file.facts())).isTrue();
            assertThat(again.request().caching()).isEqualTo(OpenRequest.Caching.DIRECT);
        }
    }

    @Test
    void withoutProcAReplacedFileIsNoticed() throws Exception {
        NativeFile file = fileOf("a", random(100));
        Files.delete(rig.path("a"));
        Files.writeString(rig.path("a"), "another");
        rig.faults().fail("open", 1, Errno.ENOENT);

        assertThatThrownBy(() -> file.reopen(OpenRequest.readOnly()))
                .isInstanceOf(FileReplacedException.class)
                .hasMessageContaining("inode " + file.facts().inode());
        assertThatThrownBy(() -> file.reopen(OpenRequest.createNew())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyAdviceIsAccepted() throws Exception {
        NativeFile file = fileOf("a", random(3 * BLOCK));
        for (Advice advice : Advice.values()) {
            file.advise(0, 3 * BLOCK, advice);
        }
        file.readahead(0, 3 * BLOCK);
    }

    @Test
    void aFileOpenedForDurableWritesIsOpenedSo() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew().dsync());

        int flags = rig.posix().fcntl(file.fd(), LinuxConstants.F_GETFL, 0);

        assertThat(flags & LinuxConstants.O_DSYNC).isEqualTo(LinuxConstants.O_DSYNC);
        assertThat(flags & LinuxConstants.O_NONBLOCK).isZero();
        assertThat(flags & LinuxConstants.O_NOATIME).isEqualTo(LinuxConstants.O_NOATIME);
    }

    @Test
    void aFileOfSomebodyElseIsOpenedThoughItsAccessTimeCannotBeLeftAlone() throws Exception {
        fileOf("a", random(10));
        rig.faults().fail("fcntl", 1, Errno.EPERM);

        assertThat(rig.open("a", OpenRequest.readOnly()).size()).isEqualTo(10);
    }

    final NativeFile fileOf(String name, byte[] content) throws IOException {
        NativeFile file = rig.open(name, OpenRequest.createNew());
        try (NativeMemory memory = NativeMemory.allocate(rig.posix(), content.length, 1)) {
            memory.buffer().put(content);
            file.write(memory.address(), content.length, 0);
        }
        return file;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(NativeMemory memory, int length) {
        byte[] bytes = new byte[length];
        ByteBuffer buffer = memory.buffer();
        buffer.get(bytes);
        return bytes;
    }
}
