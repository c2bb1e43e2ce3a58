package io.tidemark.log;

import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs on the file systems of disks, with each mode that a tail has there. */
@Tag("no-disk")
class LogOnDisksTest {
    @ParameterizedTest
    @CsvSource({"EXT4, DIRECT", "EXT4, BUFFERED", "EXT4, MAPPED", "XFS, DIRECT", "XFS, BUFFERED", "XFS, MAPPED"})
    void itHoldsWhatItAcknowledged(TestPlace.Kind kind, RangeMode tail) throws IOException {
        try (TestPlace place = TestPlace.of(kind)) {
            Path directory = Files.createDirectory(place.directory().resolve("logs"));
            for (Layout layout : Layout.values()) {
                RangeMode sealed = layout == Layout.DIRECTORY ? RangeMode.CACHED : RangeMode.CACHED_MAPPED;
                LogOptions options = LogRoundTrip.options(layout)
                        .tail(ModeChoice.require(tail))
                        .sealed(ModeChoice.require(sealed))
                        .build();
                LogRoundTrip.run(directory, options, tail, sealed);
            }
        }
    }
}
