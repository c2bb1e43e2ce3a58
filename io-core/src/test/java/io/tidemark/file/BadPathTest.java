package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.NotRegularFileException;
import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import io.tidemark.nativeio.ReadOnlyFileException;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths that lead to no file of ours: each has its error, which names the path, and nothing is changed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("one-dax")
class BadPathTest {
    private TestPlace place;

    private static HybridFileOptions.Builder options() {
        return HybridFileOptions.builder()
                .borderBytes(64 << 10)
                .tailBufferBytes(256 << 10)
                .growthBytes(64 << 10);
    }

    @BeforeEach
    void newPlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    private static void assertRefused(Path path, OpenMode mode, Class<? extends IOException> type) {
        assertThatThrownBy(() -> HybridFile.open(path, options().openMode(mode).build()))
                .isInstanceOf(type)
                .hasMessageContaining(path.toString());
    }

    @Test
    void whatIsNotThereCannotBeOpened() throws IOException {
        assertRefused(place.file(), OpenMode.OPEN_EXISTING, NoSuchFileException.class);
        assertRefused(place.file(), OpenMode.READ_ONLY, NoSuchFileException.class);
        Path nowhere = place.directory().resolve("nowhere").resolve("file.tide");
        for (OpenMode mode : OpenMode.values()) {
            assertThatThrownBy(() ->
                            HybridFile.open(nowhere, options().openMode(mode).build()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(nowhere.getParent().toString());
        }
        try (var entries = Files.list(place.directory())) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void whatIsThereCannotBeCreated() throws IOException {
        Files.writeString(place.file(), "mine");
        assertRefused(place.file(), OpenMode.CREATE_NEW, FileAlreadyExistsException.class);
        assertThat(Files.readString(place.file())).isEqualTo("mine");
    }

    @ParameterizedTest
    @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
    void aDirectoryFifoOrDeviceIsNoRegularFile(OpenMode mode) throws Exception {
        Path directory = Files.createDirectory(place.directory().resolve("directory"));
        assertRefused(directory, mode, NotRegularFileException.class);
        Path fifo = place.directory().resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertRefused(fifo, mode, NotRegularFileException.class);
        assertRefused(Path.of("/dev/null"), mode, NotRegularFileException.class);
        assertRefused(Path.of("/dev/zero"), mode, NotRegularFileException.class);
    }

    @ParameterizedTest
    @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
    void aSymbolicLinkIsFollowedOnlyWhenAsked(OpenMode mode) throws IOException {
        HybridFile.open(place.file(), options().build()).close();
        byte[] before = Files.readAllBytes(place.file());
        Path link = Files.createSymbolicLink(place.directory().resolve("link"), place.file());
        assertRefused(link, mode, NotRegularFileException.class);
        assertThat(Files.readAllBytes(place.file())).isEqualTo(before);
        HybridFileOptions following =
                options().openMode(mode).symbolicLinks(SymbolicLinks.FOLLOW).build();
        try (HybridFile file = HybridFile.open(link, following)) {
            assertThat(file.endOffset()).isEqualTo(file.dataOffset());
        }
        Path dangling = Files.createSymbolicLink(
                place.directory().resolve("dangling"), place.directory().resolve("nothing"));
        assertRefused(dangling, mode, IOException.class);
        assertThatThrownBy(() -> HybridFile.open(dangling, following)).isInstanceOf(NoSuchFileException.class);
        assertThat(place.directory().resolve("nothing")).doesNotExist();
    }

    @Test
    void aReadOnlyFileSystemIsReadAndSaysSoToWriters() throws IOException {
        try (TestPlace small = TestPlace.smallExt4(12)) {
            try (HybridFile file = HybridFile.open(small.file(), options().build())) {
                file.append(Pattern.bytes(file.dataOffset(), 100_000));
            }
            small.remountReadOnly();
            byte[] before = Files.readAllBytes(small.file());
            assertRefused(small.file(), OpenMode.CREATE_OR_OPEN, ReadOnlyFileException.class);
            assertRefused(small.directory().resolve("new"), OpenMode.CREATE_OR_OPEN, ReadOnlyFileException.class);
            try (HybridFile file = HybridFile.open(
                    small.file(), options().openMode(OpenMode.READ_ONLY).build())) {
                var bytes = file.readAt(file.dataOffset(), 100_000);
                Pattern.verify(bytes, 0, file.dataOffset(), 100_000);
                bytes.release();
            }
            assertThat(Files.readAllBytes(small.file())).isEqualTo(before);
        }
    }

    @Test
    void permissionsAreRespected() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            // Root may do anything, except to a file that is marked immutable.
            immutable();
            return;
        }
        HybridFile.open(place.file(), options().build()).close();
        Files.setPosixFilePermissions(place.file(), PosixFilePermissions.fromString("r--r-----"));
        assertRefused(place.file(), OpenMode.OPEN_EXISTING, AccessDeniedException.class);
        Files.setPosixFilePermissions(place.file(), PosixFilePermissions.fromString("---------"));
        assertRefused(place.file(), OpenMode.READ_ONLY, AccessDeniedException.class);
    }

    private void immutable() throws IOException {
        try (TestPlace small = TestPlace.smallExt4(12)) {
            HybridFile.open(small.file(), options().build()).close();
            if (run("chattr", "+i", small.file().toString()) != 0) {
                Needs.missing("chattr +i doesn't work here");
            }
            try {
                assertRefused(small.file(), OpenMode.OPEN_EXISTING, FileSystemException.class);
                assertThatThrownBy(() -> HybridFile.open(small.file(), options().build()))
                        .isInstanceOf(AccessDeniedException.class);
            } finally {
                assertThat(run("chattr", "-i", small.file().toString())).isZero();
            }
        }
    }

    private static int run(String... line) throws IOException {
        return new ProcessBuilder(line).start().onExit().join().exitValue();
    }
}
