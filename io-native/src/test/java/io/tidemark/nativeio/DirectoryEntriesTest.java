package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory's entries, or why they can't be had. */
class DirectoryEntriesTest {
    @TempDir
    private Path directory;

    @Test
    void filesAndDirectoriesAreEntries() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Files.createFile(inner.resolve("deeper"));

        assertThat(DirectoryEntries.of(directory)).containsExactlyInAnyOrder(file, inner);
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> DirectoryEntries.of(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }

    @Test
    void aDirectoryThatCannotBeReadOnIsAnIoException() {
        IOException cause = new IOException("the medium failed");
        DirectoryStream<Path> broken = new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        throw new DirectoryIteratorException(cause);
                    }

                    @Override
                    public Path next() {
                        throw new DirectoryIteratorException(cause);
                    }
                };
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> DirectoryEntries.all(broken)).isSameAs(cause);
    }
}
