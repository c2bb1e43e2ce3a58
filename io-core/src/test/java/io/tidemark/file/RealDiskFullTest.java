package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems of a few MiB that really run full. In mapped mode that must not become a SIGBUS. */
@Tag("no-disk")
class RealDiskFullTest {
    private static final int BORDER = 64 << 10;

    @ParameterizedTest
    @CsvSource({"ext4, DIRECT", "ext4, BUFFERED", "ext4, MAPPED", "tmpfs, BUFFERED", "tmpfs, MAPPED"})
    void afterAFullDiskTheFileIsAsGoodAsBefore(String fileSystem, RangeMode mode) throws Exception {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
        try (TestPlace place = fileSystem.equals("ext4") ? TestPlace.smallExt4(12) : TestPlace.smallTmpfs(8)) {
            Path ballast = place.directory().resolve("ballast");
            Files.write(ballast, new byte[3 << 20]);
            long end;
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                long start = file.dataOffset();
                DiskFullException full = fill(file);
                assertThat(full).hasMessageContaining(place.file().toString());
                long atFull = file.endOffset();
                assertThat(atFull - start).isGreaterThan(1 << 20);
                assertPattern(file, start);
                assertThat(file.force().durableOffset()).isEqualTo(atFull);
                Files.delete(ballast);
                file.append(Pattern.bytes(file.endOffset(), 1 << 20));
                file.force();
                file.seal(file.endOffset() & -BORDER);
                fill(file);
                assertThat(file.endOffset()).isGreaterThan(atFull + (1 << 20));
                assertPattern(file, start);

                // Full again. What is discarded is room for more.
                file.seal(file.endOffset() & -BORDER);
                file.discard(start, 16L * BORDER);
                file.append(Pattern.bytes(file.endOffset(), 8 * BORDER));
                file.force();
                end = file.endOffset();
                assertPattern(file, start + 16L * BORDER);
            }
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                assertThat(file.endOffset()).isEqualTo(end);
                assertPattern(file, file.dataOffset() + 16L * BORDER);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"DIRECT", "BUFFERED", "MAPPED"})
    void aFullDiskDoesNotHideWhatTheFileSystemCanDo(RangeMode mode) throws Exception {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(BORDER)
                .build();
        try (TestPlace place = TestPlace.smallExt4(12)) {
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                fill(file);
                file.seal(file.endOffset() & -BORDER);
            }
            fillUp(place.directory().resolve("ballast"));
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                // To make room is what one opens the file of a full disk for.
                file.discard(file.dataOffset(), 8 * BORDER);
                file.append(Pattern.bytes(file.endOffset(), 4 * BORDER));
                file.force();
                assertPattern(file, file.dataOffset() + 8 * BORDER);
            } catch (DiskFullException e) {
                // The promise of open: no space for the first border. But it has to be this, not another error.
                assertThat(e).hasMessageContaining(place.file().toString());
                System.out.println(mode + ": a full disk can't be opened for writing: " + e.getMessage());
            }
        }
    }

    private static DiskFullException fill(HybridFile file) throws IOException {
        for (int i = 0; i < 10_000; i++) {
            long end = file.endOffset();
            try {
                file.append(Pattern.bytes(end, 10_000));
                if (i % 10 == 0) {
                    file.force();
                }
            } catch (DiskFullException e) {
                assertThat(file.endOffset()).isEqualTo(end);
                return e;
            }
        }
        throw new AssertionError("the disk never ran full");
    }

    private static void fillUp(Path path) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(path)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void assertPattern(HybridFile file, long start) throws IOException {
        int length = (int) (file.endOffset() - start);
        Pattern.verify(file, start, length);
    }
}
