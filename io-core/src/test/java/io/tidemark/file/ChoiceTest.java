package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller states about modes, and what the file makes of it. */
@Tag("no-dax")
class ChoiceTest {
    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("file.tide");
    }

    @Test
    void aRequirementThatCannotBeMetFailsAtOnceAndLeavesNoFile() {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DAX_MAPPED))
                .build();
        assertThatThrownBy(() -> HybridFile.open(path(), options))
                .isInstanceOf(ModeUnavailableException.class)
                .hasMessageContaining("DAX_MAPPED is required but not available")
                .hasMessageContaining("STATX_ATTR_DAX is off");
        assertThat(path()).doesNotExist();
    }

    @Test
    void aPreferenceThatCannotBeMetFallsBackAndSaysWhy() throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.prefer(RangeMode.DAX_WRITE))
                .build();
        try (HybridFile file = HybridFile.open(path(), options)) {
            Range tail = file.ranges().get(0);
            assertThat(tail.mode()).isEqualTo(RangeMode.DIRECT);
            assertThat(tail.reason()).startsWith("DAX_WRITE is preferred, but not available: ");
        }
    }

    @Test
    void hintsReachThePolicy() throws IOException {
        HybridFileOptions options =
                HybridFileOptions.builder().hints(Hint.RANDOM_READS).build();
        try (HybridFile file = HybridFile.open(path(), options)) {
            file.append(Unpooled.wrappedBuffer(new byte[100]));
            file.seal(file.endOffset());
            assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.CACHED_MAPPED);
        }
    }

    @Test
    void aRequirementIsAlsoHeldByAssign() throws IOException {
        try (HybridFile file = HybridFile.open(path(), HybridFileOptions.defaults())) {
            long start = file.append(Unpooled.wrappedBuffer(new byte[100]));
            file.seal(file.endOffset());
            file.discard(start, file.borderBytes());
            assertThatThrownBy(() -> file.assign(start, file.borderBytes(), RangeMode.DAX_MAPPED))
                    .isInstanceOf(ModeUnavailableException.class);
        }
    }

    @Test
    void sizesThatDoNotFitEachOtherAreRefusedByName() {
        assertThatThrownBy(() -> HybridFileOptions.builder().borderBytes(5000).build())
                .hasMessageContaining("borderBytes is 5000");
        assertThatThrownBy(
                        () -> HybridFileOptions.builder().tailBufferBytes(4096).build())
                .hasMessageContaining("tailBufferBytes is 4096");
        assertThatThrownBy(() -> HybridFileOptions.builder().growthBytes(1000).build())
                .hasMessageContaining("growthBytes is 1000");
        assertThatThrownBy(() -> HybridFileOptions.builder().maxFileBytes(-1).build())
                .hasMessageContaining("maxFileBytes is -1");
    }

    @Test
    void aFileThatIsNotThereIsNotCreatedByReading() throws IOException {
        HybridFileOptions options =
                HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build();
        assertThatThrownBy(() -> HybridFile.open(path(), options))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThat(directory).isEmptyDirectory();
    }
}
