package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.AT_FDCWD;
import static io.tidemark.nativeio.LinuxConstants.O_CLOEXEC;
import static io.tidemark.nativeio.LinuxConstants.O_CREAT;
import static io.tidemark.nativeio.LinuxConstants.O_RDONLY;
import static io.tidemark.nativeio.LinuxConstants.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.nativeio.testing.NativeRig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The real C library: what comes back, and for each call one failure with its error number and text. */
class SystemCallsTest {
    private static final int NO_FD = -1;
    private static final long NO_MEMORY = 0;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @FunctionalInterface
    private interface Call {
        void make(Posix posix) throws ErrnoException;
    }

    @TestFactory
    Stream<DynamicTest> everyCallReportsItsErrorNumber() {
        Map<String, Call> badDescriptor = new LinkedHashMap<>();
        badDescriptor.put("close", posix -> posix.close(NO_FD));
        badDescriptor.put("lseek", posix -> posix.lseek(NO_FD, 0, 0));
        badDescriptor.put("pread", posix -> posix.pread(NO_FD, NO_MEMORY, 1, 0));
        badDescriptor.put("pwrite", posix -> posix.pwrite(NO_FD, NO_MEMORY, 1, 0));
        badDescriptor.put("preadv2", posix -> posix.preadv2(NO_FD, NO_MEMORY, 1, 0, 0));
        badDescriptor.put("pwritev2", posix -> posix.pwritev2(NO_FD, NO_MEMORY, 1, 0, 0));
        badDescriptor.put("fdatasync", posix -> posix.fdatasync(NO_FD));
        badDescriptor.put("fsync", posix -> posix.fsync(NO_FD));
        badDescriptor.put("fallocate", posix -> posix.fallocate(NO_FD, 0, 0, 1));
        badDescriptor.put("posix_fadvise", posix -> posix.fadvise(NO_FD, 0, 1, 0));
        badDescriptor.put("readahead", posix -> posix.readahead(NO_FD, 0, 1));
        badDescriptor.put("fstatfs", posix -> posix.fstatfs(NO_FD, NO_MEMORY));
        badDescriptor.put("ioctl", posix -> posix.ioctl(NO_FD, LinuxConstants.FS_IOC_FSGETXATTR, NO_MEMORY));
        badDescriptor.put("fcntl", posix -> posix.fcntl(NO_FD, LinuxConstants.F_GETFL, 0));
        badDescriptor.put("mmap", posix -> posix.mmap(0, 4096, 1, 1, NO_FD, 0));
        badDescriptor.put("cachestat", posix -> posix.cachestat(NO_FD, NO_MEMORY, NO_MEMORY, 0));
        Stream<DynamicTest> descriptors = badDescriptor.entrySet().stream()
                .map(entry -> failing(entry.getKey(), Errno.EBADF, "bad file descriptor", entry.getValue()));
        Stream<DynamicTest> others = Stream.of(
                failing(
                        "open",
                        Errno.ENOENT,
                        "no such file or directory",
                        posix -> posix.open("/no/such", O_RDONLY, 0)),
                failing("unlink", Errno.ENOENT, "no such file or directory", posix -> posix.unlink("/no/such")),
                failing("unlinkat", Errno.EBADF, "bad file descriptor", posix -> posix.unlinkat(-1, "no", 0)),
                failing(
                        "statx",
                        Errno.ENOENT,
                        "no such file or directory",
                        posix -> posix.statx(AT_FDCWD, "/no/such", 0, 0, NO_MEMORY)),
                failing("ftruncate", Errno.EINVAL, "invalid argument", posix -> posix.ftruncate(0, -1)),
                failing("munmap", Errno.EINVAL, "invalid argument", posix -> posix.munmap(1, 4096)),
                failing("msync", Errno.EINVAL, "invalid argument", posix -> posix.msync(1, 4096, 4)),
                failing("madvise", Errno.EINVAL, "invalid argument", posix -> posix.madvise(1, 4096, 0)),
                failing("mincore", Errno.EINVAL, "invalid argument", posix -> posix.mincore(1, 4096, NO_MEMORY)));
        return Stream.concat(descriptors, others);
    }

    private static DynamicTest failing(String operation, int errno, String text, Call call) {
        return DynamicTest.dynamicTest(operation + " fails with " + Errno.name(errno), () -> {
            ErrnoException failure = catchThrowableOfType(ErrnoException.class, () -> call.make(Posix.system()));
            assertThat(failure).isNotNull();
            assertThat(failure.operation()).isEqualTo(operation);
            assertThat(failure.errno()).isEqualTo(errno);
            assertThat(failure).hasMessage(operation + ": " + Errno.name(errno) + " (" + errno + "): " + text);
        });
    }

    @Test
    void successIsNotConfusedWithFailure() throws Exception {
        Posix posix = rig.posix();
        NativeMemory memory = rig.memory(4096);
        ByteBuffer bytes = memory.buffer();
        bytes.put(0, "tide".getBytes(StandardCharsets.UTF_8));

        int fd = posix.open(rig.path("a").toString(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        try {
            assertThat(posix.pwrite(fd, memory.address(), 4, 10)).isEqualTo(4);
            assertThat(posix.lseek(fd, 0, LinuxConstants.SEEK_END)).isEqualTo(14);
            assertThat(posix.pread(fd, memory.address() + 8, 100, 12)).isEqualTo(2);
            assertThat(bytes.getShort(8)).isEqualTo(bytes.getShort(2));
            assertThat(posix.pread(fd, memory.address(), 100, 14)).isZero();
            posix.ftruncate(fd, 5);
            posix.fdatasync(fd);
            posix.fsync(fd);
            assertThat(Files.size(rig.path("a"))).isEqualTo(5);
        } finally {
            posix.close(fd);
        }
        posix.unlink(rig.path("a").toString());
        assertThat(rig.path("a")).doesNotExist();
    }

    @Test
    void aPathOutsideAsciiNamesTheSameFileAsForTheJdk() throws Exception {
        Path path;
        try {
            path = Files.writeString(rig.path("gezeiten-ä-潮"), "x");
        } catch (java.nio.file.InvalidPathException e) {
            org.junit.jupiter.api.Assumptions.abort("the JVM's locale cannot name such a file: " + e.getMessage());
            return;
        }
        int fd = rig.posix().open(path.toString(), O_RDONLY | O_CLOEXEC, 0);
        rig.posix().close(fd);
        assertThat(fd).isNotNegative();
    }

    @Test
    void aPathWithANulCharacterIsRefusedInsteadOfCut() {
        assertThatThrownBy(() -> Posix.system().open("/tmp\0/x", O_RDONLY, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
