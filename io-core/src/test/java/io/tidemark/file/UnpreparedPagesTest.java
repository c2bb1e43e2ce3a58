package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel before Linux 5.14 can't prepare the pages of a mapping: what would be mapped is written by calls there. */
@Tag("no-dax")
class UnpreparedPagesTest {
    private static final int BORDER = 64 << 10;

    private final FaultSeam seam = new FaultSeam();

    private static HybridFileOptions.Builder options() {
        return HybridFileOptions.builder().borderBytes(BORDER).growthBytes(4 * BORDER);
    }

    private void assertBuffered(TestPlace place, HybridFileOptions options, Optional<RangeMode> unmet)
            throws IOException {
        seam.beforePopulating();
        try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options)) {
            assertThat(seam.fired()).isPositive();
            Range tail = file.ranges().get(file.ranges().size() - 1);
            assertThat(tail.mode()).isEqualTo(RangeMode.BUFFERED);
            assertThat(tail.reason()).contains("POPULATE_WRITE is missing", "EINVAL");
            unmet.ifPresent(mode -> assertThat(tail.reason()).startsWith(mode + " is preferred, but not available"));
            long start = file.append(Pattern.bytes(file.endOffset(), 20 * BORDER));
            file.force();
            file.seal(file.endOffset());
            Pattern.verify(file, start, 20 * BORDER);
        }
        seam.assertNothingHeld();
    }

    @Test
    void aFileInMemoryIsBuffered() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            assertBuffered(place, options().build(), Optional.empty());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "TMPFS"})
    void aFileThatNeedNotSurviveAPowerCutIsBuffered(TestPlace.Kind kind) throws IOException {
        try (TestPlace place = TestPlace.of(kind)) {
            assertBuffered(place, options().hints(Hint.VOLATILE_IS_ENOUGH).build(), Optional.empty());
        }
    }

    @Test
    void aMappedFileIsOpenedAgainAsABufferedOne() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            HybridFileOptions options =
                    options().tail(ModeChoice.prefer(RangeMode.MAPPED)).build();
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options)) {
                long start = file.append(Pattern.bytes(file.endOffset(), 3 * BORDER));
                file.seal(start + 2 * BORDER);
                file.discard(start, BORDER);
                file.assign(start, BORDER, RangeMode.MAPPED);
                file.force();
            }
            assertBuffered(place, options, Optional.of(RangeMode.MAPPED));
        }
    }

    @Test
    void whoRequiresAMappingIsToldWhatIsMissing() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            seam.beforePopulating();
            HybridFileOptions options =
                    options().tail(ModeChoice.require(RangeMode.MAPPED)).build();
            assertThatThrownBy(() -> HybridFile.open(seam.posix(), place.file(), options))
                    .isInstanceOf(ModeUnavailableException.class)
                    .hasMessageContaining("POPULATE_WRITE is missing");
            assertThat(seam.fired()).isPositive();
        }
        seam.assertNothingHeld();
    }
}
