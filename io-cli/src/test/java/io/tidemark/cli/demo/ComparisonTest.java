package io.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that has one wrong byte must not pass for right. */
class ComparisonTest {
    private static final int LENGTH = 2_500_000;
    private static final int WRONG = 2_222_222;

    @TempDir
    private Path directory;

    private Path source;
    private HybridFile file;
    private Input input;

    @BeforeEach
    void appendWithOneWrongByte() throws IOException {
        byte[] bytes = new byte[LENGTH];
        new Random(7).nextBytes(bytes);
        source = Files.write(directory.resolve("source"), bytes);
        input = Input.open(List.of(source), LENGTH);
        file = HybridFile.open(
                directory.resolve("file"),
                HybridFileOptions.builder().growthBytes(4 << 20).build());
        bytes[WRONG] ^= 1;
        file.append(Unpooled.wrappedBuffer(bytes));
        file.force();
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        input.close();
    }

    @Test
    void aMismatchIsToldWithItsOffset() {
        assertThatThrownBy(
                        () -> Comparison.compareAll(file, input, Progress.none().begin("", LENGTH)))
                .isInstanceOf(MismatchException.class)
                .hasMessageContaining("mismatch at offset " + (file.dataOffset() + WRONG) + ": ");
    }

    @Test
    @Timeout(60)
    void aReaderThatFindsAMismatchFails() {
        Readers readers = Readers.start(file, input, 2);
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            readers.check();
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOf(MismatchException.class);
        } finally {
            readers.end();
        }
    }

    @Test
    void inputThatChangedProvesNothing() throws IOException {
        Files.setLastModifiedTime(source, FileTime.fromMillis(0));

        assertThatThrownBy(
                        () -> Comparison.compareAll(file, input, Progress.none().begin("", LENGTH)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("the input changed");
    }

    @Test
    void inputThatShrinksIsAnErrorNotAMismatch() throws IOException {
        Files.write(source, new byte[10], StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(
                        () -> Comparison.compareAll(file, input, Progress.none().begin("", LENGTH)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("the input changed");
    }

    @Test
    void recordSizesSpanWhatTheyPromise() {
        RecordSizes sizes = new RecordSizes(1);
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            int size = sizes.next();
            least = Math.min(least, size);
            most = Math.max(most, size);
        }

        assertThat(least).isEqualTo(RecordSizes.SMALLEST_BYTES);
        assertThat(most).isBetween(RecordSizes.LARGEST_BYTES / 2, RecordSizes.LARGEST_BYTES);
    }
}
