package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.NativeIoException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The medium fails once: the writer is done for, reads of what is sealed go on, and nothing acknowledged is lost. */
@Tag("one-dax")
class WriterFaultTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private long start;

    private static HybridFileOptions options(RangeMode tail) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(64 * BORDER)
                .build();
    }

    /** Which call carries the writes and the forces of which mode. */
    static Stream<Arguments> faults() throws IOException {
        return TailModes.atHand().stream()
                .flatMap(mode -> Stream.of("pwritev2", "pwrite", "fdatasync", "msync")
                        .filter(call -> isUsed(mode, call))
                        .flatMap(call -> Stream.of(1, 2, 5).map(nth -> Arguments.of(mode, call, nth))));
    }

    private static boolean isUsed(RangeMode mode, String call) {
        return switch (call) {
            case "pwritev2" -> mode == RangeMode.DIRECT;
            case "msync" -> mode == RangeMode.MAPPED;
            default -> mode == RangeMode.BUFFERED || mode == RangeMode.DAX_WRITE;
        };
    }

    private void open(RangeMode mode) throws IOException {
        file = HybridFile.open(seam.posix(), place.file(), options(mode));
        start = file.dataOffset();
        file.append(Pattern.bytes(start, 3 * BORDER + 700));
        file.force();
        assertThat(file.tailOffset()).isEqualTo(start + 3 * BORDER);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theNthFailurePoisonsTheWriterForGood(RangeMode mode, String call, int nth) throws Exception {
        open(mode);
        seam.bend(call, FaultSeam.inBackground(false), nth, 1, FaultSeam.failing(Errno.EIO));
        MediaErrorException failure = null;
        for (int i = 0; i < 200 && failure == null; i++) {
            try {
                file.append(Pattern.bytes(file.endOffset(), 3000));
                file.force();
            } catch (MediaErrorException e) {
                failure = e;
            }
        }
        assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        assertThat(failure).hasMessageContaining(place.file().toString()).hasMessageContaining("EIO");
        assertPoisoned(failure);
        long acknowledged = file.durableOffset();
        assertReadable(acknowledged);
        seam.straighten();
        assertPoisoned(failure);
        file.close();
        seam.assertNothingHeld();
        file = HybridFile.open(seam.posix(), place.file(), options(mode));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertReadable(acknowledged);
        file.append(Pattern.bytes(file.endOffset(), 10));
        file.force();
    }

    /** It says that nothing was written, and that it may work later. */
    @ParameterizedTest
    @MethodSource("faults")
    void whatAFullDiskHasLostIsNoDiskFullException(RangeMode mode, String call, int nth) throws Exception {
        open(mode);
        seam.bend(call, FaultSeam.inBackground(false), nth, 1, FaultSeam.failing(Errno.ENOSPC));
        NativeIoException failure = catchThrowableOfType(NativeIoException.class, () -> {
            for (int i = 0; i < 200; i++) {
                file.append(Pattern.bytes(file.endOffset(), 3000));
                file.force();
            }
        });
        assertLost(failure);
    }

    @Tag("no-dax")
    @Test
    void norIsWhatARingLosesThatRunsFull() throws Exception {
        open(RangeMode.DIRECT);
        seam.bend("pwritev2", FaultSeam.inBackground(false), 1, 1, FaultSeam.failing(Errno.ENOSPC));
        NativeIoException failure = catchThrowableOfType(NativeIoException.class, () -> {
            file.append(Pattern.bytes(file.endOffset(), 9 * BORDER));
        });
        assertLost(failure);
        assertThat(failure).hasMessageContaining("what was not forced may be lost");
        assertThat(failure.getSuppressed())
                .as("what was met, with where and what else")
                .singleElement()
                .isInstanceOf(DiskFullException.class);
    }

    private void assertLost(NativeIoException failure) throws IOException {
        assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        assertThat(failure).isNotInstanceOf(DiskFullException.class);
        assertThat(failure.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(failure).hasMessageContaining(place.file().toString()).hasMessageContaining("lost");
        assertThatThrownBy(() -> file.append(Pattern.bytes(0, 1))).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
        assertReadable(file.durableOffset());
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aFailedForceOfPreparedSpaceInTheBackgroundIsNotForgotten(RangeMode mode) throws Exception {
        open(mode);
        seam.bend("fdatasync", FaultSeam.inBackground(true), 1, 1, FaultSeam.failing(Errno.EIO));
        file.append(Pattern.bytes(file.endOffset(), 100)); // Not forced: the kernel tells of its loss only once.
        long acknowledged = file.durableOffset();
        try {
            while (seam.fired() == 0 && file.endOffset() < start + 2000L * BORDER) {
                file.append(Pattern.bytes(file.endOffset(), 30_000));
                Crew.await("the background step ends, or fails", () -> true);
            }
        } catch (IOException e) {
            assertThat(seam.fired()).isEqualTo(1);
        }
        Crew.await("the fault happened", () -> seam.fired() == 1);
        Crew.await("the writer knows", this::forceFails);
        assertThatThrownBy(() -> file.append(Pattern.bytes(0, 1)))
                .isInstanceOf(WriterFailedException.class)
                .hasRootCauseMessage(rootMessage());
        assertReadable(acknowledged);
    }

    /** As with a full disk: what a limit of the process forbids ahead may never be needed. */
    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aFileThatMayNotBecomeLongerGoesOnAsLongAsItNeedNot(RangeMode mode) throws Exception {
        open(mode);
        seam.bend("fallocate", FaultSeam.inBackground(true), 1, 1, FaultSeam.failing(Errno.EFBIG));
        while (seam.fired() == 0 && file.endOffset() < start + 2000L * BORDER) {
            file.append(Pattern.bytes(file.endOffset(), 30_000));
            file.force();
        }
        Crew.await("the fault happened", () -> seam.fired() == 1);
        file.append(Pattern.bytes(file.endOffset(), 30_000));
        file.force();
        assertReadable(file.durableOffset());
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aStateThatCannotBeStoredFailsTheWriterWhoeverAskedForIt(RangeMode mode) throws Exception {
        open(mode);
        seam.fail("fdatasync", 1, Errno.EIO);
        assertThatThrownBy(() -> file.assign(start, BORDER, RangeMode.CACHED_MAPPED))
                .isInstanceOf(MediaErrorException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
        assertReadable(start + 3 * BORDER);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void closeReportsWhatItCouldNotForceAndClosesAllTheSame(RangeMode mode) throws Exception {
        open(mode);
        long acknowledged = file.durableOffset();
        file.append(Pattern.bytes(file.endOffset(), 100));
        String force = switch (mode) {
            case MAPPED -> "msync";
            case DIRECT -> "pwritev2";
            default -> "fdatasync";
        };
        seam.failFrom(force, 1, Errno.EIO);
        assertThatThrownBy(file::close).isInstanceOf(MediaErrorException.class);
        assertThat(seam.fired()).isPositive();
        seam.assertNothingHeld();
        seam.straighten();
        file = HybridFile.open(seam.posix(), place.file(), options(mode));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertReadable(acknowledged);
    }

    @Tag("no-dax")
    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "MAPPED"})
    void closeClosesItsDescriptorsThoughAMappingCannotBeRemoved(RangeMode mode) throws Exception {
        open(mode);
        file.assign(start, BORDER, RangeMode.CACHED_MAPPED);
        Pattern.verify(file, start, 10);
        // The call is made all the same, so that the test itself leaves nothing.
        seam.bend("munmap", call -> call.number(1) > BORDER, 1, 1, (call, real) -> {
            real.make(call.copy());
            return FaultSeam.failing(Errno.EIO).apply(call, real);
        });
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            System.out.println(mode + ": close said " + e);
        }
        assertThat(seam.fired()).isEqualTo(1);
        seam.assertNothingHeld();
    }

    private boolean forceFails() {
        try {
            file.force();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String rootMessage() {
        return "fdatasync: " + Errno.describe(Errno.EIO);
    }

    private void assertPoisoned(Throwable cause) {
        assertThatThrownBy(() -> file.append(Pattern.bytes(0, 1)))
                .isInstanceOf(WriterFailedException.class)
                .hasMessageContaining(place.file().toString())
                .hasCause(cause);
        assertThatThrownBy(() -> file.writeAt(file.durableOffset() - 1, Pattern.bytes(0, 1)))
                .isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.seal(start + BORDER)).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.assign(start, BORDER, RangeMode.CACHED))
                .isInstanceOf(WriterFailedException.class);
    }

    private void assertReadable(long end) throws IOException {
        Pattern.verify(file, start, (int) (end - start));
    }
}
