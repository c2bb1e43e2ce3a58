package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.NotATidemarkFileException;
import io.tidemark.file.OpenMode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file is no log and a log no file; who takes one for the other is told so, and nothing happens to it. */
class FileOrLogTest extends LogAtHand {
    @ParameterizedTest
    @EnumSource(
            value = OpenMode.class,
            names = {"CREATE_OR_OPEN", "OPEN_EXISTING", "READ_ONLY"})
    void aFileThatIsOpenedAsALogIsToldAsOne(OpenMode mode) throws IOException {
        try (HybridFile file = HybridFile.open(path, HybridFileOptions.defaults())) {
            file.append(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
            file.force();
        }
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() ->
                        HybridLog.open(path, LogOptions.builder().openMode(mode).build()))
                .isInstanceOf(NotALogException.class)
                .hasMessageContaining("it is a HybridFile, which is no log");

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void aLogThatIsOpenedAsAFileIsLeftAsItIs() throws IOException {
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build())) {
            log.append(Records.ofLength(1, 100), Durability.each());
        }
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() -> HybridFile.open(path, HybridFileOptions.defaults()))
                .isInstanceOf(NotATidemarkFileException.class)
                .hasMessageContaining("open it as a log");

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }
}
