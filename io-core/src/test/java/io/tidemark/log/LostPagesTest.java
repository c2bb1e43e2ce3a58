package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page cache shows records that never got to the medium, because their write-back failed; once it has, nothing fails
 * any more, and what is dropped from the cache is gone.
 */
@Tag("no-disk")
class LostPagesTest extends LogAtHand {
    private static final int MOST_BYTES = 100;

    @ParameterizedTest
    @EnumSource
    void whatTheMediumDoesNotHaveIsNotTakenForRecovered(Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).build();
        Path killed = place.directory().resolve("killed");
        long durableEnd;
        LogImage image;
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            durableEnd = log.segments().get(0).lengthBytes();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            image = LogImage.copy(path, killed);
        }
        Path file = image.segments().get(0).place().path();
        seam.bend(
                "fadvise",
                call -> call.number(3) == LinuxConstants.POSIX_FADV_DONTNEED
                        && call.file().equals(file.toString()),
                1,
                1,
                (call, real) -> {
                    try (RandomAccessFile medium = new RandomAccessFile(file.toFile(), "rw")) {
                        medium.seek(durableEnd);
                        medium.write(new byte[10 * (MOST_BYTES + 64)]);
                    }
                    return real.make(call.copy());
                });
        try (HybridLog log = HybridLog.open(Media.of(seam), killed, options)) {
            assertThat(seam.fired()).isEqualTo(1);
            assertThat(log.lastSequence()).isEqualTo(9);
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
        seam.straighten();
        try (HybridLog log = HybridLog.open(killed, options)) {
            assertThat(log.lastSequence()).isEqualTo(19);
            Records.verify(log, MOST_BYTES);
        }
    }
}
