package io.tidemark.log;

import io.tidemark.file.DaxDirectory;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs on persistent memory with MAP_SYNC, with each mode that a tail has there. */
@Tag("dax")
class LogOnDaxTest {
    @ParameterizedTest
    @CsvSource({"SINGLE_FILE, DAX_MAPPED", "SINGLE_FILE, DAX_WRITE", "DIRECTORY, DAX_MAPPED", "DIRECTORY, DAX_WRITE"})
    void itHoldsWhatItAcknowledged(Layout layout, RangeMode tail) throws IOException {
        Path directory = DaxDirectory.newDirectory();
        LogOptions options =
                LogRoundTrip.options(layout).tail(ModeChoice.require(tail)).build();
        LogRoundTrip.run(directory, options, tail, RangeMode.BLOCK_CACHED);
        Files.delete(directory);
    }
}
