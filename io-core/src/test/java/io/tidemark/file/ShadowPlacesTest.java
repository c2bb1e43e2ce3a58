package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.DaxPlace.Option;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a DAX file can have a shadow; and where it can't, the cause. */
@Tag("dax-places")
class ShadowPlacesTest {
    static Stream<DaxPlace> places() {
        return DaxPlace.all();
    }

    @ParameterizedTest
    @MethodSource("places")
    void aShadowIsGrantedOrRefusedWithItsCause(DaxPlace place) throws IOException {
        Path directory = FlaggedDirectory.in(place);
        assertGranted(
                place,
                directory,
                place.option() == Option.NEVER
                        ? "DAX is missing"
                        : place.fileSystem().equals("ext4")
                                ? "REFLINK is missing: ioctl(FICLONERANGE): EOPNOTSUPP"
                                : "DAX_SWITCH is missing: a new file stayed DAX after its flag was cleared");
        Files.delete(directory);
    }

    @ParameterizedTest
    @MethodSource("places")
    void withoutAFlaggedDirectoryTheCauseIsAnotherOne(DaxPlace place) throws IOException {
        Path directory = place.newDirectory();
        Capabilities found = Capabilities.probe(directory);
        assertThat(found.has(Feature.DAX_SWITCH)).isFalse();
        assertThat(found.of(Feature.DAX_SWITCH).evidence())
                .contains(
                        place.option() == Option.ALWAYS
                                ? "a new file is DAX without having the flag, so flags decide nothing here"
                                : "not tried: the DAX state is off");
        assertThat(directory).isEmptyDirectory();
        Files.delete(directory);
    }

    /** @param cause why not, where the place can't */
    private static void assertGranted(DaxPlace place, Path directory, String cause) throws IOException {
        Path path = directory.resolve("file.tide");
        HybridFileOptions options = HybridFileOptions.builder()
                .sealed(ModeChoice.require(RangeMode.SHADOWED))
                .build();
        if (place.fileSystem().equals("xfs") && place.option() == Option.INODE) {
            Capabilities found = Capabilities.probe(directory);
            assertThat(found.of(Feature.DAX_SWITCH).evidence()).contains("was no longer DAX");
            assertThat(directory).isEmptyDirectory();
            HybridFile.open(path, options).close();
            FlaggedDirectory.chattr("-x", directory);
            assertThat(Capabilities.probe(path).of(Feature.DAX_SWITCH).evidence())
                    .contains("a new file is not DAX though this one is");
            HybridFile.open(path, options).close();
            Files.delete(path);
        } else {
            assertThatThrownBy(() -> HybridFile.open(path, options))
                    .isInstanceOf(ModeUnavailableException.class)
                    .hasMessageContaining(cause);
        }
        assertThat(directory).isEmptyDirectory();
    }
}
