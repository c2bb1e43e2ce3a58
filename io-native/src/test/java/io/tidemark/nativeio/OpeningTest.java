package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.testing.NativeRig;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is not a regular file is named as what it is, however it is opened. */
class OpeningTest {
    private static final List<OpenRequest> WAYS = List.of(
            OpenRequest.readOnly(),
            OpenRequest.readWrite(),
            OpenRequest.readOnly().direct(),
            OpenRequest.readWrite().direct().dsync(),
            OpenRequest.readWrite().followSymbolicLinks());

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void aDirectoryIsRefused() {
        assertRefused(rig.directory(), FileType.DIRECTORY, "is a directory, must be a regular file");
    }

    @Test
    @Timeout(60)
    void aFifoIsRefusedWithoutWaitingForItsOtherEnd() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", rig.path("fifo").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();

        assertRefused(rig.path("fifo"), FileType.FIFO, "is a FIFO (named pipe)");
    }

    @Test
    void aDeviceIsRefused() {
        assertRefused(Path.of("/dev/null"), FileType.CHARACTER_DEVICE, "is a character device");
    }

    @Test
    void aSocketIsRefused() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(rig.path("socket")));

            assertRefused(rig.path("socket"), FileType.SOCKET, "is a socket");
        }
    }

    @Test
    void aSymbolicLinkIsRefusedUnlessItIsToBeFollowed() throws Exception {
        rig.open("target", OpenRequest.createNew());
        Files.createSymbolicLink(rig.path("link"), rig.path("target"));

        NotRegularFileException failure =
                catchThrowableOfType(NotRegularFileException.class, () -> rig.open("link", OpenRequest.readWrite()));
        assertThat(failure.type()).isEqualTo(FileType.SYMBOLIC_LINK);
        assertThat(failure).hasMessageContaining("is a symbolic link").hasMessageContaining("open its target");
        assertThat(failure).hasCauseInstanceOf(ErrnoException.class);

        assertThat(rig.open("link", OpenRequest.readWrite().followSymbolicLinks())
                        .isOpen())
                .isTrue();
    }

    @Test
    void aNewFileNeverFollowsADanglingLink() throws Exception {
        Files.createSymbolicLink(rig.path("link"), rig.path("elsewhere"));

        assertThatThrownBy(() -> rig.open("link", OpenRequest.createNew().followSymbolicLinks()))
                .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
        assertThat(rig.path("elsewhere")).doesNotExist();
    }

    @Test
    void aLoopOfLinksIsReportedAsSuch() throws Exception {
        Files.createSymbolicLink(rig.path("a"), rig.path("b"));
        Files.createSymbolicLink(rig.path("b"), rig.path("a"));

        assertThatThrownBy(() -> rig.open("a", OpenRequest.readOnly().followSymbolicLinks()))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("ELOOP (40)")
                .hasMessageContaining("symbolic link");
    }

    @Tag("unprivileged")
    @Test
    void aForbiddenFileIsReportedAsTheJdkWould() throws Exception {
        rig.open("a", OpenRequest.createNew());
        Files.setPosixFilePermissions(rig.path("a"), PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(rig.path("a")), "this user (root) may read everything");

        assertThatThrownBy(() -> rig.open("a", OpenRequest.readOnly()))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("EACCES (13)");
    }

    @Test
    void tooManyOpenFilesAreCalledThat() {
        rig.faults().fail("open", 1, Errno.EMFILE);

        assertThatThrownBy(() -> rig.open("a", OpenRequest.createNew()))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("EMFILE (24)")
                .hasMessageContaining("ulimit -n");
    }

    @Test
    void anInterruptedOpenIsRepeated() throws Exception {
        rig.faults().failRepeatedly("open", 1, 3, Errno.EINTR);

        rig.open("a", OpenRequest.createNew());

        assertThat(rig.faults().count("open")).isEqualTo(4);
    }

    @Test
    void aFileSystemWithoutDirectTransfersIsNamedSo() throws Exception {
        rig.open("a", OpenRequest.createNew());
        rig.faults().fail("open", 1, Errno.EINVAL);

        assertThatThrownBy(() -> rig.open("a", OpenRequest.readWrite().direct()))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("O_DIRECT");
    }

    @Test
    void theDescriptorIsClosedWhenWhatFollowsTheOpenFails() {
        rig.faults().fail("statx", 1, Errno.EIO).failAfter("close", 1, Errno.EIO);

        assertThatThrownBy(() -> rig.open("a", OpenRequest.createNew()))
                .isInstanceOf(MediaErrorException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(rig.faults().openDescriptors()).isEmpty();
    }

    @Test
    void theDescriptorIsClosedWhenTheMachineHasNoMemory() {
        rig.faults().before("statx", 1, () -> {
            throw new OutOfMemoryError("for the answer");
        });

        assertThatThrownBy(() -> rig.open("a", OpenRequest.createNew())).isInstanceOf(OutOfMemoryError.class);
        assertThat(rig.faults().openDescriptors()).isEmpty();
    }

    @Test
    void aPathOfAnotherProviderIsRefused() throws Exception {
        Path zip = rig.path("a.zip");
        try (var other = java.nio.file.FileSystems.newFileSystem(zip, java.util.Map.of("create", "true"))) {
            assertThatThrownBy(() -> NativeFile.open(rig.posix(), other.getPath("/x"), OpenRequest.createNew()))
                    .isInstanceOf(ProviderMismatchException.class);
        }
        Files.deleteIfExists(zip);
    }

    @Test
    void aNewFileThatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() -> new OpenRequest(
                        OpenRequest.Access.READ_ONLY,
                        OpenRequest.Creation.NEW,
                        OpenRequest.Caching.BUFFERED,
                        OpenRequest.Sync.ON_FORCE,
                        OpenRequest.SymbolicLinks.REFUSE,
                        FileRegion.WHOLE_FILE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDirectoryIsForcedOrTheFailureThrown() throws Exception {
        NativeFile.forceDirectory(rig.posix(), rig.directory());

        rig.faults().fail("fsync", 1, Errno.EIO);
        assertThatThrownBy(() -> NativeFile.forceDirectory(rig.posix(), rig.directory()))
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContaining(rig.directory().toString());
        rig.open("a", OpenRequest.createNew());
        assertThatThrownBy(() -> NativeFile.forceDirectory(rig.posix(), rig.path("a")))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("ENOTDIR (20)");
    }

    private void assertRefused(Path path, FileType type, String message) {
        for (OpenRequest way : WAYS) {
            NotRegularFileException failure = catchThrowableOfType(
                    NotRegularFileException.class, () -> rig.own(NativeFile.open(rig.posix(), path, way)));
            assertThat(failure).as(way.toString()).isNotNull().hasMessageContaining(message);
            assertThat(failure.type()).isEqualTo(type);
        }
        assertThat(rig.faults().openDescriptors()).isEmpty();
    }
}
