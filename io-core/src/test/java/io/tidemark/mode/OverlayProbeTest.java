package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.testing.MountedFileSystem;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays, with and without the option that makes their forces do nothing. */
@Tag("no-disk")
class OverlayProbeTest {
    @TempDir
    private Path directory;

    private Capability medium(String... options) throws IOException {
        Optional<MountedFileSystem> mounted = MountedFileSystem.overlay(directory.resolve("overlay"), options);
        Needs.that(mounted.isPresent(), "needs root, overlayfs and a file system that may be below one");
        try (MountedFileSystem overlay = mounted.get()) {
            Capabilities place = Capabilities.probe(overlay.directory());
            assertThat(place.fileSystem()).isEqualTo("overlay");
            return place.of(Feature.PERSISTENT_MEDIUM);
        }
    }

    @Test
    void whatAVolatileOneKeepsSurvivesNoPowerCut() throws IOException {
        Capability medium = medium("volatile");
        assertThat(medium.answer()).isEqualTo(Answer.UNAVAILABLE);
        assertThat(medium.evidence()).contains("volatile");
    }

    @Test
    void anotherOneIsBelieved() throws IOException {
        assertThat(medium().answer()).isEqualTo(Answer.AVAILABLE);
    }
}
