package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Views of the page cache itself, and what may happen to their range meanwhile. */
@Tag("one-dax")
class ViewLifetimeTest {
    private static final int BORDER = 1 << 20;

    /** Of the header, and of the file system for itself. */
    private static final int SLACK = BORDER / 4;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .borderBytes(BORDER)
                .growthBytes(BORDER)
                .build();
    }

    private static HybridFile sealedFile(TestPlace place) throws IOException {
        HybridFile file = HybridFile.open(place.file(), options());
        file.append(Pattern.bytes(file.endOffset(), 4 * BORDER));
        file.seal(file.endOffset());
        return file;
    }

    /** Bytes that the file takes up, unlike its size. */
    private static long allocatedBytes(TestPlace place) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", place.file().toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        return Long.parseLong(blocks.strip()) * 512;
    }

    private static void assertStillViewed(HybridFile file, long offset, RangeMode mode) {
        assertThatThrownBy(() -> file.assign(offset, BORDER, mode))
                .isInstanceOf(DiscardedRangeException.class)
                .hasMessageContaining("not released");
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "XFS", "TMPFS"})
    void aViewKeepsTheSpaceOfADiscardedRangeUntilItIsReleased(TestPlace.Kind kind) throws Exception {
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = sealedFile(place)) {
            long start = file.dataOffset();
            ByteBuf view = file.readAt(start + BORDER + 5, 1000);
            assertThat(view.isReadOnly()).isTrue();
            long before = allocatedBytes(place);
            file.discard(start + BORDER, BORDER);
            assertThatThrownBy(() -> file.readAt(start + BORDER + 5, 1)).isInstanceOf(DiscardedRangeException.class);
            assertThat(allocatedBytes(place)).isEqualTo(before);
            Pattern.verify(view, 0, start + BORDER + 5, 1000);

            file.discard(start + 3L * BORDER, BORDER); // Nobody looks at this one: gone at once.
            assertThat(allocatedBytes(place)).isLessThan(before - BORDER + SLACK);
            Pattern.verify(view, 0, start + BORDER + 5, 1000);
            assertStillViewed(file, start + BORDER, RangeMode.BUFFERED);

            assertThat(view.release()).isTrue();
            assertThatThrownBy(() -> view.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
            file.discard(start + 3L * BORDER, BORDER); // The next discard, of whatever, collects it.
            assertThat(allocatedBytes(place)).isLessThan(before - 2L * BORDER + SLACK);
            assertThat(file.readAt(start, 4).release()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aDiscardedRangeCanBeUsedAgainAsSoonAsItsLastViewIsReleased(RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND);
                HybridFile file = sealedFile(place)) {
            long start = file.dataOffset();
            ByteBuf view = file.readAt(start + BORDER, 10);
            file.discard(start + BORDER, BORDER);
            assertStillViewed(file, start + BORDER, mode);
            assertThat(view.release()).isTrue();

            file.assign(start + BORDER, BORDER, mode);
            ByteBuf zeros = file.readAt(start + BORDER, BORDER);
            assertThat(zeros.forEachByte(value -> value == 0)).isEqualTo(-1);
            zeros.release();
            file.writeAt(start + BORDER, Pattern.bytes(start + BORDER, BORDER));
            file.force();
            Pattern.verify(file, start, 4 * BORDER);
        }
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aViewKeepsNoMoreOfADiscardedRangeThanItTouches(RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND);
                HybridFile file = sealedFile(place)) {
            long start = file.dataOffset();
            ByteBuf view = file.readAt(start + 2L * BORDER, 10);
            file.discard(start + BORDER, 2L * BORDER);
            file.assign(start + BORDER, BORDER, mode);
            assertStillViewed(file, start + 2L * BORDER, mode);
            Pattern.verify(view, 0, start + 2L * BORDER, 10);
            assertThat(view.release()).isTrue();
            file.assign(start + 2L * BORDER, BORDER, mode);
        }
    }

    @Test
    void aViewOutlivesTheFile() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = sealedFile(place);
            long start = file.dataOffset();
            ByteBuf whole = file.readAt(start, 2 * BORDER);
            ByteBuf part = whole.retainedSlice(BORDER, 77);
            file.close();
            Pattern.verify(whole, 0, start, 2 * BORDER);
            whole.release();
            assertThat(OpenResources.of(place.directory()))
                    .as("the slice holds the mapping")
                    .hasSize(1);
            Pattern.verify(part, 0, start + BORDER, 77);
            part.release();
            assertThat(OpenResources.of(place.directory())).isEmpty();
            assertThatThrownBy(part::release).isInstanceOf(IllegalReferenceCountException.class);
        }
    }

    @Test
    void whatWasDiscardedUnderAViewIsGivenBackAfterACleanCloseToo() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = sealedFile(place);
            long start = file.dataOffset();
            ByteBuf view = file.readAt(start + BORDER, BORDER);
            file.discard(start + BORDER, BORDER);
            file.close();
            assertThat(allocatedBytes(place)).isGreaterThan(4L * BORDER);
            Pattern.verify(view, 0, start + BORDER, BORDER);
            view.release();
            HybridFile.open(place.file(), options()).close();
            assertThat(allocatedBytes(place)).isLessThan(start + 3L * BORDER + SLACK);
        }
    }

    @Test
    void openingTheFileAgainTakesNothingFromAViewThatOutlivedIt() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = sealedFile(place);
            long start = file.dataOffset();
            ByteBuf discarded = file.readAt(start + BORDER, BORDER);
            ByteBuf sealed = file.readAt(start + 3L * BORDER, BORDER);
            file.discard(start + BORDER, BORDER);
            file.close();
            try (HybridFile again = HybridFile.open(place.file(), options())) {
                again.discard(start + 3L * BORDER, BORDER);
                Pattern.verify(discarded, 0, start + BORDER, BORDER);
                Pattern.verify(sealed, 0, start + 3L * BORDER, BORDER);
                assertThat(again.hasViews()).as("views of its own").isFalse();
                assertThat(allocatedBytes(place)).isGreaterThan(4L * BORDER);
                RangeMode open = TailModes.atHand().get(0);
                assertThatThrownBy(() -> again.assign(start + BORDER, BORDER, open))
                        .isInstanceOf(DiscardedRangeException.class)
                        .hasMessageContaining("not released");

                discarded.release();
                again.assign(start + BORDER, BORDER, open); // Nobody looks there any more.
                Pattern.verify(sealed, 0, start + 3L * BORDER, BORDER);
            }
            sealed.release();
            HybridFile.open(place.file(), options()).close();
            assertThat(allocatedBytes(place)).isLessThan(start + 3L * BORDER + SLACK);
        }
    }

    /** A region is closed and opened again as a part of a larger one: the same bytes have other offsets then. */
    @Test
    void aViewOfARegionIsKnownByItsPlaceInTheFile() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Files.createFile(place.file());
            KeptState small = KeptState.empty();
            HybridFile region = HybridFile.open(place.file(), regionOptions(small, 2L * BORDER, 2L * BORDER));
            region.append(Pattern.bytes(0, BORDER));
            region.seal(BORDER);
            ByteBuf view = region.readAt(0, BORDER);
            region.close();
            KeptState large = KeptState.sealed(4L * BORDER, BORDER);
            try (HybridFile whole = HybridFile.open(place.file(), regionOptions(large, 0, 8L * BORDER))) {
                whole.discard(BORDER, 2L * BORDER);
                Pattern.verify(view, 0, 0, BORDER);
                view.release();
            }
        }
    }

    private static HybridFileOptions regionOptions(StateStore store, long offset, long length) {
        return options().toBuilder()
                .stateStore(store)
                .region(offset, length)
                .tailScanner(TailScanner.keepAll())
                .build();
    }
}
