package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.shadow.Shadow;
import io.tidemark.nativeio.NotRegularFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file goes with its shadow, and not while somebody writes to it. */
class DeletionTest {
    private TestPlace place;
    private Path path;
    private Path shadow;

    @BeforeEach
    void newPlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.file();
        shadow = Shadow.pathFor(path);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    private HybridFile open() throws IOException {
        return HybridFile.open(path, HybridFileOptions.builder().build());
    }

    @Test
    void theShadowAndWhatACrashLeftOfAStageGoWithTheFile() throws IOException {
        open().close();
        Files.createFile(shadow);
        Files.createFile(path.resolveSibling("." + path.getFileName() + ".tidemark-stage"));
        Path other = Files.createFile(path.resolveSibling("other"));

        HybridFile.delete(path);

        try (var entries = Files.list(path.getParent())) {
            assertThat(entries).containsExactly(other);
        }
    }

    @Test
    void whatAWriterHasOpenIsNotDeleted() throws IOException {
        try (HybridFile file = open()) {
            Files.createFile(shadow);
            assertThatThrownBy(() -> HybridFile.delete(path))
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining(path.toString());
            assertThat(path).exists();
            assertThat(shadow).exists();
            file.append(Pattern.bytes(file.endOffset(), 10));
            file.force();
        }
        HybridFile.delete(path);
        assertThat(path).doesNotExist();
    }

    @Test
    void aReaderGoesOnReading() throws IOException {
        long start;
        try (HybridFile file = open()) {
            start = file.append(Pattern.bytes(file.endOffset(), 1000));
        }
        try (HybridFile reader = HybridFile.open(
                path, HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build())) {
            HybridFile.delete(path);
            var bytes = reader.readAt(start, 1000);
            Pattern.verify(bytes, 0, start, 1000);
            bytes.release();
        }
    }

    @Test
    void aShadowWhoseFileIsGoneIsDeleted() throws IOException {
        Files.createFile(shadow);

        assertThatThrownBy(() -> HybridFile.delete(path)).isInstanceOf(NoSuchFileException.class);

        assertThat(shadow).doesNotExist();
    }

    @Test
    void aLinkIsNotFollowedAndADirectoryStays() throws IOException {
        open().close();
        Path link = Files.createSymbolicLink(path.resolveSibling("link"), path);
        Path directory = Files.createDirectory(path.resolveSibling("directory"));

        assertThatThrownBy(() -> HybridFile.delete(link)).isInstanceOf(NotRegularFileException.class);
        assertThatThrownBy(() -> HybridFile.delete(directory)).isInstanceOf(NotRegularFileException.class);

        assertThat(path).exists();
        assertThat(link).isSymbolicLink();
        assertThat(directory).isDirectory();
    }
}
