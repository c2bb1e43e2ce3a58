package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.DaxPlace.Device;
import io.tidemark.file.DaxPlace.Option;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is chosen, granted and refused on every kind of mount and device, with the causes. */
@Tag("dax-places")
class DaxPlacesTest {
    private static final int BORDER = 64 << 10;
    private static final List<RangeMode> MODES = List.of(RangeMode.DAX_MAPPED, RangeMode.DAX_WRITE, RangeMode.DIRECT);

    private final List<Path> directories = new ArrayList<>();

    static Stream<DaxPlace> places() {
        return DaxPlace.all();
    }

    static Stream<DaxPlace> placesWhereTheFlagDecides() {
        return DaxPlace.all().filter(place -> place.option() == Option.INODE);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        for (Path directory : directories) {
            assertThat(OpenResources.of(directory)).isEmpty();
            Files.deleteIfExists(directory.resolve("file.tide"));
            Files.delete(directory);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMountOptionIsThereOnBothFileSystems(Option option) {
        assertThat(places().filter(place -> place.option() == option).map(DaxPlace::fileSystem))
                .contains("ext4", "xfs");
    }

    @Test
    void bothDevicesAreThere() {
        assertThat(places().map(DaxPlace::device)).contains(Device.NVDIMM, Device.VIRTIO_PMEM);
    }

    @ParameterizedTest
    @MethodSource("places")
    void theProbeAnswersWithItsEvidence(DaxPlace place) throws IOException {
        Capabilities found = Capabilities.probe(newDirectory(place));
        boolean dax = place.option() == Option.ALWAYS;
        boolean sync = dax && place.device() == Device.NVDIMM;

        assertThat(found.fileSystem()).isEqualTo(place.fileSystem());
        assertThat(found.has(Feature.DAX)).isEqualTo(dax);
        assertThat(found.of(Feature.DAX).evidence()).contains("STATX_ATTR_DAX is " + (dax ? "on" : "off"));
        assertThat(found.has(Feature.MAP_SYNC)).isEqualTo(sync);
        assertThat(found.of(Feature.MAP_SYNC).evidence()).contains(sync ? "succeeded" : "EOPNOTSUPP (95)");
        assertThat(found.has(Feature.CACHE_STATISTICS)).isEqualTo(!dax);
        assertThat(found.has(Feature.PERSISTENT_MEDIUM)).isTrue();
        assertThat(found.has(Feature.SYNC_FORCE)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("places")
    void withoutAWishTheBestModeIsChosenAndKeepsWhatItIsGiven(DaxPlace place) throws IOException {
        Path path = newDirectory(place).resolve("file.tide");
        RangeMode best = best(place);
        long start;
        try (HybridFile file = HybridFile.open(path, options().build())) {
            start = file.dataOffset();
            assertThat(tail(file).mode()).isEqualTo(best);
            assertThat(tail(file).reason())
                    .contains(
                            switch (best) {
                                case DAX_MAPPED -> "MAP_SYNC works";
                                case DAX_WRITE -> "MAP_SYNC is missing: mmap(MAP_SHARED_VALIDATE|MAP_SYNC)";
                                default -> "O_DIRECT works here";
                            });
            file.append(Pattern.bytes(start, 2 * BORDER + 1000));
            assertThat(file.force().mechanism())
                    .isIn(
                            switch (best) {
                                case DAX_MAPPED -> List.of(DurabilityMechanism.CACHE_LINE_WRITEBACK);
                                case DAX_WRITE -> List.of(DurabilityMechanism.FDATASYNC);
                                default -> List.of(DurabilityMechanism.DSYNC_WRITE, DurabilityMechanism.FDATASYNC);
                            });
            file.seal(start + 2 * BORDER);
            assertHolds(file, start, 2 * BORDER + 1000);
        }
        try (HybridFile file = HybridFile.open(path, options().build())) {
            assertThat(tail(file).mode()).isEqualTo(best);
            assertHolds(file, start, 2 * BORDER + 1000);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aRequirementIsMetOrRefusedWithItsCause(DaxPlace place) throws IOException {
        Path path = newDirectory(place).resolve("file.tide");
        for (RangeMode mode : MODES) {
            HybridFileOptions options = options().tail(ModeChoice.require(mode)).build();
            Optional<String> cause = cause(place, mode);
            if (cause.isPresent()) {
                assertThatThrownBy(() -> HybridFile.open(path, options))
                        .isInstanceOf(ModeUnavailableException.class)
                        .hasMessageContaining(mode + " is required but not available")
                        .hasMessageContaining(cause.get());
                assertThat(path).doesNotExist();
            } else {
                try (HybridFile file = HybridFile.open(path, options)) {
                    assertThat(tail(file).mode()).isEqualTo(mode);
                }
                Files.delete(path);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aPreferenceIsMetOrReplacedByTheBestWithItsCause(DaxPlace place) throws IOException {
        Path path = newDirectory(place).resolve("file.tide");
        for (RangeMode mode : MODES) {
            Optional<String> cause = cause(place, mode);
            try (HybridFile file = HybridFile.open(
                    path, options().tail(ModeChoice.prefer(mode)).build())) {
                assertThat(tail(file).mode()).isEqualTo(cause.isPresent() ? best(place) : mode);
                assertThat(tail(file).reason())
                        .startsWith(mode + " is preferred, " + (cause.isPresent() ? "but not available: " : "and "))
                        .contains(cause.orElse("available"));
            }
            Files.delete(path);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aDirectoryHandsItsFlagDownAndTheMountDecidesWhatItMeans(DaxPlace place) throws Exception {
        Path directory = newDirectory(place);
        Process chattr = new ProcessBuilder("chattr", "+x", directory.toString())
                .inheritIO()
                .start();
        assertThat(chattr.waitFor()).as("chattr +x").isZero();
        try (HybridFile file =
                HybridFile.open(directory.resolve("file.tide"), options().build())) {
            RangeMode flagged = place.device() == Device.NVDIMM ? RangeMode.DAX_MAPPED : RangeMode.DAX_WRITE;
            assertThat(tail(file).mode()).isEqualTo(place.option() == Option.NEVER ? RangeMode.DIRECT : flagged);
        }
    }

    @ParameterizedTest
    @MethodSource("placesWhereTheFlagDecides")
    void aFileIsSwitchedByItsFlagAndKeepsItsBytes(DaxPlace place) throws IOException {
        Path path = newDirectory(place).resolve("file.tide");
        RangeMode flagged = place.device() == Device.NVDIMM ? RangeMode.DAX_MAPPED : RangeMode.DAX_WRITE;
        int length = 0;
        for (DaxFlag flag : List.of(DaxFlag.CLEAR, DaxFlag.SET, DaxFlag.CLEAR)) {
            if (length > 0) {
                store(flag, path);
            }
            try (HybridFile file = HybridFile.open(path, options().build())) {
                assertThat(tail(file).mode()).isEqualTo(flag == DaxFlag.SET ? flagged : RangeMode.DIRECT);
                assertHolds(file, file.dataOffset(), length);
                file.append(Pattern.bytes(file.endOffset(), BORDER + 500));
                length += BORDER + 500;
                file.force();
                assertHolds(file, file.dataOffset(), length);
            }
        }
    }

    private static void store(DaxFlag flag, Path path) throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readWrite())) {
            flag.store(file);
        }
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
            assertThat(file.facts().isDax())
                    .as("DAX state of the reopened file")
                    .isEqualTo(flag == DaxFlag.SET);
        }
    }

    /** For a new file whose directory has no flag. */
    private static RangeMode best(DaxPlace place) {
        if (place.option() != Option.ALWAYS) {
            return RangeMode.DIRECT;
        }
        return place.device() == Device.NVDIMM ? RangeMode.DAX_MAPPED : RangeMode.DAX_WRITE;
    }

    private static Optional<String> cause(DaxPlace place, RangeMode mode) {
        if (place.option() != Option.ALWAYS) {
            return mode == RangeMode.DIRECT
                    ? Optional.empty()
                    : Optional.of("DAX is missing: statx of a new file: STATX_ATTR_DAX is off");
        }
        return switch (mode) {
            case DIRECT -> Optional.of("the file's DAX state is on");
            case DAX_MAPPED ->
                place.device() == Device.NVDIMM
                        ? Optional.empty()
                        : Optional.of("MAP_SYNC is missing: mmap(MAP_SHARED_VALIDATE|MAP_SYNC)");
            default -> Optional.empty();
        };
    }

    private Path newDirectory(DaxPlace place) throws IOException {
        Path directory = place.newDirectory();
        directories.add(directory);
        return directory;
    }

    private static HybridFileOptions.Builder options() {
        return HybridFileOptions.builder().borderBytes(BORDER).growthBytes(4 * BORDER);
    }

    private static Range tail(HybridFile file) {
        List<Range> ranges = file.ranges();
        return ranges.get(ranges.size() - 1);
    }

    private static void assertHolds(HybridFile file, long offset, int length) throws IOException {
        Pattern.verify(file, offset, length);
    }
}
