package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.file.state.HeaderStore;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More ranges than the header has room for: the change is refused, and all else goes on. */
@Tag("one-dax")
class TooManyRangesTest {
    private static final int BORDER = 4096;
    private static final int HEADER = 64 << 10;

    /** What one slot holds: its share of the header without the identity, less its own 32 bytes, by 24 bytes. */
    private static final int FIT = ((((HEADER - 4096) / 2) & -4096) - 32) / 24;

    private static final int BORDERS = FIT + 20;

    private TestPlace place;
    private HybridFile file;
    private long start;
    private long end;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(1 << 20)
                .build();
    }

    @BeforeEach
    void fillTheHeader() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        file = HybridFile.open(place.file(), options());
        start = file.append(Pattern.bytes(file.endOffset(), BORDERS * BORDER));
        file.seal(file.endOffset());
        end = file.endOffset();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        file.close();
        place.close();
    }

    /** Every discard of a border with sealed ones around it makes two ranges more. */
    private TooManyRangesException discardUntilRefused() {
        for (int i = 1; i < BORDERS; i += 2) {
            long at = start + (long) i * BORDER;
            TooManyRangesException refusal =
                    catchThrowableOfType(TooManyRangesException.class, () -> file.discard(at, BORDER));
            if (refusal != null) {
                return refusal;
            }
        }
        throw new AssertionError("nothing was refused with " + file.ranges().size() + " ranges");
    }

    @Test
    void theRefusalSaysHowManyFitAndTheWriterGoesOn() throws IOException {
        TooManyRangesException refusal = discardUntilRefused();
        assertThat(refusal)
                .hasMessageContaining(" " + FIT + " ")
                .hasMessageContaining(place.file().toString());
        List<Range> ranges = file.ranges();
        assertThat(ranges.stream().filter(range -> range.length() > 0).count()).isBetween(FIT - 1L, (long) FIT);

        file.append(Pattern.bytes(end, 100));
        assertThat(file.force().durableOffset()).isEqualTo(end + 100);
        assertThatThrownBy(() -> file.discard(start + (BORDERS - 2L) * BORDER, BORDER))
                .isInstanceOf(TooManyRangesException.class);
        file.assign(start + BORDER, BORDER, RangeMode.BUFFERED); // As many ranges as before.
        file.writeAt(start + BORDER, Pattern.bytes(start + BORDER, BORDER));
        file.force();
        file.discard(start, 20L * BORDER); // Fewer.
        file.discard(start + (BORDERS - 2L) * BORDER, BORDER);
    }

    /** Space was got for it before it was known that there are too many. */
    @Test
    void aDiscardedRangeThatMayNotBeOpenedKeepsNoSpace() throws IOException {
        long discarded = end - 4L * BORDER;
        file.discard(discarded, 3L * BORDER);
        assertThat(hole(discarded)).isEqualTo(discarded);
        discardUntilRefused();
        assertThatThrownBy(() -> file.assign(discarded + BORDER, BORDER, RangeMode.MAPPED))
                .isInstanceOf(TooManyRangesException.class);
        assertThat(hole(discarded + BORDER)).isEqualTo(discarded + BORDER);
    }

    private long hole(long offset) throws IOException {
        try (NativeFile opened = NativeFile.open(Posix.system(), place.file(), OpenRequest.readOnly())) {
            return opened.nextHole(offset);
        }
    }

    @Test
    void whatWasRefusedIsStillThereAfterTheNextOpen() throws IOException {
        discardUntilRefused();
        List<Range> before = file.ranges();
        file.append(Pattern.bytes(end, 100));
        file.close();
        file = HybridFile.open(place.file(), options());
        assertThat(file.ranges().stream().map(Range::mode).filter(RangeMode.DISCARDED::equals))
                .hasSameSizeAs(before.stream()
                        .filter(range -> range.mode() == RangeMode.DISCARDED)
                        .toList());
        long kept = end - 3 * BORDER;
        Pattern.verify(file, kept, 3 * BORDER + 100);
    }

    @Test
    void aRefusedModeIsNotSeenEither() throws IOException {
        discardUntilRefused();
        List<Range> before = file.ranges();
        long at = start + (BORDERS - 2L) * BORDER;
        assertThatThrownBy(() -> file.assign(at, BORDER, RangeMode.CACHED_MAPPED))
                .isInstanceOf(TooManyRangesException.class);
        assertThat(file.ranges()).isEqualTo(before);
        file.append(Pattern.bytes(end, 100));
        file.force();
    }

    /** Each has an access of its own, and together they are stored as one. */
    @Test
    void neighboursThatWereOpenedOneByOneTakeTheRoomOfOne() throws IOException {
        for (int i = 0; i < BORDERS; i++) {
            file.append(Pattern.bytes(end + (long) i * BORDER, BORDER));
        }
        for (int i = 0; i < BORDERS; i++) {
            file.assign(end + (long) i * BORDER, BORDER, RangeMode.BUFFERED);
        }
        file.writeAt(end, Pattern.bytes(end, BORDERS * BORDER));
        file.close();
        file = HybridFile.open(place.file(), options());
        assertThat(file.ranges().stream().filter(range -> range.mode() == RangeMode.BUFFERED))
                .singleElement()
                .satisfies(range -> {
                    assertThat(range.offset()).isEqualTo(end);
                    assertThat(range.length()).isEqualTo((long) BORDERS * BORDER);
                });
        Pattern.verify(file, end, BORDERS * BORDER);
    }

    /** As many ranges as fit, and one of another mode than a seal gives in front of the tail. */
    private void fillUpToTheTail() throws IOException {
        discardUntilRefused();
        Range last = file.ranges().stream()
                .filter(range -> range.mode().isSealed())
                .reduce((one, other) -> other)
                .orElseThrow();
        file.discard(last.offset(), last.length());
        file.assign(end - BORDER, BORDER, RangeMode.BUFFERED);
    }

    @Test
    void aRefusedSealSealsNothingAndTheWriterGoesOn() throws IOException {
        fillUpToTheTail();
        List<Range> before = file.ranges();
        file.append(Pattern.bytes(end, BORDER));
        assertThatThrownBy(() -> file.seal(end + BORDER)).isInstanceOf(TooManyRangesException.class);

        assertThat(file.tailOffset()).isEqualTo(end);
        assertThat(file.statistics().seals()).isEqualTo(1);
        assertThat(file.ranges())
                .startsWith(before.subList(0, before.size() - 1).toArray(Range[]::new));
        file.writeAt(end, Pattern.bytes(end, BORDER));
        Pattern.verify(file, end, BORDER);
        file.discard(start, 20L * BORDER); // Fewer.
        file.seal(end + BORDER);
        assertThat(file.tailOffset()).isEqualTo(end + BORDER);
    }

    @Test
    void afterARefusedSealTheFileIsClosedInOrder() throws IOException {
        fillUpToTheTail();
        file.append(Pattern.bytes(end, BORDER));
        assertThatThrownBy(() -> file.seal(end + BORDER)).isInstanceOf(TooManyRangesException.class);
        file.append(Pattern.bytes(end + BORDER, 100));
        file.close();

        assertIsClosedInOrder(end + BORDER + 100);
        file = HybridFile.open(place.file(), options());
        Pattern.verify(file, end, BORDER + 100);
    }

    /** It is no call of anybody's that could be refused, so it goes on in memory. */
    @Test
    void aSealThatMovesByItselfAndCantBeStoredIsFoundLowerAfterTheClose() throws IOException {
        fillUpToTheTail();
        file.close();
        HybridFileOptions continuous =
                options().toBuilder().sealing(Sealing.CONTINUOUS).build();
        file = HybridFile.open(place.file(), continuous);
        file.append(Pattern.bytes(end, BORDER + 100));
        file.force();
        assertThat(file.tailOffset()).isEqualTo(end + BORDER);
        file.close();

        assertIsClosedInOrder(end + BORDER + 100);
        file = HybridFile.open(place.file(), options());
        assertThat(file.tailOffset()).isEqualTo(end);
        Pattern.verify(file, end, BORDER + 100);
    }

    /** Only then is what was prepared behind the data cut off. */
    private void assertIsClosedInOrder(long size) throws IOException {
        assertThat(Files.size(place.file())).isEqualTo(size);
        try (NativeFile opened = NativeFile.open(Posix.system(), place.file(), OpenRequest.readOnly());
                HeaderStore header = HeaderStore.open(Posix.system(), opened)) {
            FileState state = header.load().orElseThrow();
            assertThat(state.condition()).isEqualTo(FileState.Condition.CLEAN);
            assertThat(state.endOffset()).isEqualTo(size);
        }
    }
}
