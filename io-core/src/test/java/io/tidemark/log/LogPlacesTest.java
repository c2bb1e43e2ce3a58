package io.tidemark.log;

import io.tidemark.file.DaxPlace;
import io.tidemark.file.DaxPlace.Device;
import io.tidemark.file.DaxPlace.Option;
import io.tidemark.file.FlaggedDirectory;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs that leave their modes to the policy, in directories with the flag, on mounts where it decides and on devices without MAP_SYNC. */
@Tag("dax-places")
class LogPlacesTest {
    /** Those with dax=always on NVDIMMs {@link LogOnDaxTest} has; with dax=never they are disks. */
    static Stream<Arguments> places() {
        return DaxPlace.all()
                .filter(place -> place.option() == Option.INODE || place.device() == Device.VIRTIO_PMEM)
                .flatMap(place -> Stream.of(Layout.values()).map(layout -> Arguments.of(place, layout)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void itHoldsWhatItAcknowledged(DaxPlace place, Layout layout) throws IOException {
        Path directory = FlaggedDirectory.in(place);
        LogRoundTrip.run(directory, LogRoundTrip.options(layout).build(), tail(place), sealed(place));
        Files.delete(directory);
    }

    private static RangeMode tail(DaxPlace place) {
        return place.device() == Device.NVDIMM ? RangeMode.DAX_MAPPED : RangeMode.DAX_WRITE;
    }

    private static RangeMode sealed(DaxPlace place) {
        return place.option() == Option.INODE && place.fileSystem().equals("xfs")
                ? RangeMode.SHADOWED
                : RangeMode.BLOCK_CACHED;
    }
}
