package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fresh file systems with known properties. */
@Tag("no-disk")
class LoopMountProbeTest {
    @TempDir
    private Path directory;

    @Test
    void xfsSharesExtentsAndTakesDirectWrites() throws Exception {
        try (LoopMount mount = LoopMount.of(directory, List.of("mkfs.xfs", "-q", "-m", "reflink=1"))) {
            Footprint before = Footprint.of(mount.directory());
            Capabilities place = Capabilities.probe(mount.directory());

            assertThat(place.fileSystem()).isEqualTo("xfs");
            assertThat(place.has(Feature.REFLINK))
                    .as(place.of(Feature.REFLINK).evidence())
                    .isTrue();
            assertThat(place.has(Feature.DIRECT_IO))
                    .as(place.of(Feature.DIRECT_IO).evidence())
                    .isTrue();
            assertThat(place.has(Feature.HOLE_PUNCHING)).isTrue();
            assertThat(place.has(Feature.DAX)).isFalse();
            assertThat(place.writeCache()).isNotEqualTo("unknown");
            before.assertUnchanged();
        }
    }

    @Test
    void ext4WithSmallBlocksTellsItsBlockSize() throws Exception {
        try (LoopMount mount = LoopMount.of(directory, List.of("mkfs.ext4", "-q", "-F", "-b", "1024"))) {
            Capabilities place = Capabilities.probe(mount.directory());

            assertThat(place.fileSystem()).isEqualTo("ext4");
            assertThat(place.blockBytes()).isEqualTo(1024);
            assertThat(place.has(Feature.REFLINK)).isFalse();
            assertThat(place.has(Feature.DIRECT_IO))
                    .as(place.of(Feature.DIRECT_IO).evidence())
                    .isTrue();
        }
    }

    @Test
    void aReadOnlyMountIsToldWithoutWriting() throws Exception {
        try (LoopMount mount = LoopMount.of(directory, List.of("mkfs.ext4", "-q", "-F", "-b", "4096"))) {
            mount.remountReadOnly();
            Capabilities place = Capabilities.probe(mount.directory());

            assertThat(place.fileSystem()).isEqualTo("ext4");
            assertThat(place.blockBytes()).isEqualTo(4096);
            assertThat(place.of(Feature.DIRECT_IO).evidence()).startsWith("not probed: open: EROFS (30)");
            assertThat(place.of(Feature.PERSISTENT_MEDIUM).isAvailable()).isTrue();
        }
    }
}
