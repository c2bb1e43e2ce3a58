package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real machine: what java.io.tmpdir and /dev/shm can do. */
class ProbeTest {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path directory;

    private static Path onTmpfs() throws IOException {
        assumeTrue(
                Files.isWritable(SHARED_MEMORY)
                        && Files.getFileStore(SHARED_MEMORY).type().equals("tmpfs"),
                "/dev/shm is no writable tmpfs");
        return Files.createTempDirectory(SHARED_MEMORY, "tidemark-");
    }

    @Test
    void aDirectoryOnADiskHasWhatEveryLinuxFileSystemHas() throws IOException {
        Capabilities place = Capabilities.probe(directory);

        assertThat(place.path()).isEqualTo(directory.toString());
        assertThat(place.blockBytes()).isPositive();
        assertThat(place.device()).matches("\\d+:\\d+");
        assertThat(place.has(Feature.FILE_LOCKS))
                .as(place.of(Feature.FILE_LOCKS).evidence())
                .isTrue();
        assertThat(place.all())
                .allSatisfy(answer -> assertThat(answer.evidence()).isNotBlank());
    }

    /** The kernel takes the flag for every file system, and leaves it to each to do as it says. */
    @Tag("no-disk")
    @Test
    void aFileSystemThatIsNotKnownToForceAWriteIsNotTrustedWithOne() throws IOException {
        try (TestPlace place = TestPlace.ramfs()) {
            Capabilities probed = Capabilities.probe(place.directory());

            assertThat(probed.has(Feature.DURABLE_WRITE)).isFalse();
            assertThat(probed.of(Feature.DURABLE_WRITE).evidence())
                    .contains("pwritev2(RWF_DSYNC) was taken", "ramfs", "fdatasync");
        }
    }

    @Tag("ext4")
    @Test
    void ext4TakesDirectWritesInTheUnitThatWasReadBack() throws IOException {
        assumeTrue(Files.getFileStore(directory).type().equals("ext4"), "java.io.tmpdir is not on ext4");

        Capabilities place = Capabilities.probe(directory);

        assertThat(place.fileSystem()).isEqualTo("ext4");
        assertThat(place.has(Feature.DIRECT_IO))
                .as(place.of(Feature.DIRECT_IO).evidence())
                .isTrue();
        assertThat(place.writeUnitBytes()).isBetween(512, 4096);
        assertThat(place.of(Feature.DIRECT_IO).evidence()).contains(place.writeUnitBytes() + " bytes");
        assertThat(place.has(Feature.PREALLOCATION)).isTrue();
        assertThat(place.has(Feature.HOLE_PUNCHING)).isTrue();
        assertThat(place.has(Feature.PERSISTENT_MEDIUM)).isTrue();
        assertThat(place.has(Feature.REFLINK)).isFalse();
        assertThat(place.of(Feature.REFLINK).evidence()).contains("FICLONERANGE", "EOPNOTSUPP (95)");
    }

    @Test
    void tmpfsOpensForDirectIoButIsNotBelieved() throws IOException {
        Path memory = onTmpfs();
        try {
            Capabilities place = Capabilities.probe(memory);

            assertThat(place.fileSystem()).isEqualTo("tmpfs");
            assertThat(place.has(Feature.DIRECT_IO)).isFalse();
            assertThat(place.of(Feature.DIRECT_IO).evidence()).contains("memory file system", "page cache");
            assertThat(place.writeUnitBytes()).isZero();
            assertThat(place.has(Feature.PERSISTENT_MEDIUM)).isFalse();
            assertThat(place.has(Feature.MAP_SYNC)).isFalse();
            assertThat(place.of(Feature.MAP_SYNC).evidence()).contains("MAP_SHARED_VALIDATE", "EOPNOTSUPP (95)");
            assertThat(place.writeCache()).isEqualTo("unknown");
        } finally {
            Files.delete(memory);
        }
    }

    @Test
    void aFileIsToldFromItsDirectoryAndStaysAsItWas() throws IOException {
        Path file = Files.writeString(directory.resolve("some.log"), "payload");
        var modified = Files.getLastModifiedTime(file);

        Capabilities ofFile = Capabilities.probe(file);
        Capabilities ofDirectory = Capabilities.probe(directory);

        assertThat(ofFile.of(Feature.DAX).evidence()).contains("the file");
        assertThat(ofDirectory.of(Feature.DAX).evidence()).contains("a new file");
        assertThat(ofFile.of(Feature.PREALLOCATION)).isEqualTo(ofDirectory.of(Feature.PREALLOCATION));
        assertThat(ofFile.writeUnitBytes()).isEqualTo(ofDirectory.writeUnitBytes());
        for (Feature feature : Feature.values()) {
            assertThat(ofFile.has(feature)).as(feature.name()).isEqualTo(ofDirectory.has(feature));
        }
        assertThat(file).hasContent("payload");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
    }

    @Test
    void aSymbolicLinkStandsForWhatItLeadsTo() throws IOException {
        Path file = Files.createFile(directory.resolve("target"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), file);

        assertThat(Capabilities.probe(link).of(Feature.DAX).evidence()).contains("the file");
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        Files.createFile(directory.resolve("some.log"));
        Capabilities.probe(directory);
        Footprint before = Footprint.of(directory);

        Capabilities.probe(directory);
        Capabilities.probe(directory.resolve("some.log"));

        before.assertUnchanged();
    }

    /** Whoever opens a file or a log waits for one, and how long a call takes is up to the machine. */
    @Test
    void aProbeIsAMatterOfFewCalls() throws IOException {
        FaultSeam seam = new FaultSeam();

        Capabilities.probe(seam.posix(), directory);

        assertThat(seam.count()).isLessThan(100);
        assertThat(seam.count("fsync") + seam.count("fdatasync") + seam.count("pwritev2"))
                .as("forces")
                .isLessThanOrEqualTo(1);
        seam.assertNothingHeld();
    }

    @Test
    void aMissingPathIsNamed() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> Capabilities.probe(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileAsDirectoryOnTheWayIsAnError() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Capabilities.probe(file.resolve("below"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aDeviceIsNeitherFileNorDirectory() {
        assertThatThrownBy(() -> Capabilities.probe(Path.of("/dev/null")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("neither a regular file nor a directory");
    }
}
