package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel refuses to unmap something, as it may when a process has too many mappings. Addresses are lost by that and
 * nothing else: what was acknowledged is there, and a writer goes on. What is refused is fenced off by the seam: whoever
 * touched it would end the process.
 */
@Tag("no-dax")
class UnmapFaultTest {
    private static final int BORDER = 64 << 10;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;

    private static HybridFileOptions options(RangeMode tail) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        seam.assertNothingHeld();
        place.close();
    }

    private HybridFile open(RangeMode mode, Path path) throws IOException {
        return HybridFile.open(seam.posix(), path, options(mode));
    }

    private static void append(HybridFile file, int length) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), length));
        file.force();
    }

    private static void assertWhole(HybridFile file, long end) throws IOException {
        assertThat(file.endOffset()).isEqualTo(end);
        ByteBuf bytes = file.readAt(file.dataOffset(), (int) (end - file.dataOffset()));
        Pattern.verify(bytes, 0, file.dataOffset(), bytes.readableBytes());
        bytes.release();
    }

    /** Each refusal in the life of a file; whatever is thrown for it comes from its close. */
    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void whateverIsNotUnmappedAllIsDurableAndTheCloseSaysIt(RangeMode mode) throws IOException {
        int said = 0;
        int refused = 0;
        boolean fired = true;
        for (int nth = 1; fired; nth++) {
            Path path = place.directory().resolve("file" + nth);
            long end = 0;
            seam.bend("munmap", call -> true, nth, 1, FaultSeam.failing(Errno.ENOMEM))
                    .orNever();
            try (HybridFile file = open(mode, path)) {
                append(file, 3 * BORDER + 700);
                assertWhole(file, file.endOffset());
                file.discard(file.dataOffset(), BORDER);
                file.assign(file.dataOffset(), BORDER, RangeMode.MAPPED);
                file.writeAt(file.dataOffset(), Pattern.bytes(file.dataOffset(), BORDER));
                file.assign(file.dataOffset(), BORDER, RangeMode.CACHED);
                append(file, 100);
                end = file.endOffset();
            } catch (NativeIoException e) {
                assertThat(e)
                        .hasMessageContaining("ENOMEM")
                        .hasMessageContaining(place.directory().toString());
                said++;
            } catch (OutOfMemoryError e) {
                assertThat(end).as("only where memory is wanted to begin with").isZero();
                said++;
            }
            fired = seam.fired() == 1;
            refused += seam.fired();
            seam.straighten();
            seam.assertNothingHeld();
            if (end > 0) {
                assertThat(path).as("prepared space was given back").hasSize(end);
                try (HybridFile file = open(mode, path)) {
                    assertWhole(file, end);
                }
            }
        }
        assertThat(refused).isGreaterThan(5);
        assertThat(said).isPositive().isLessThan(refused);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aRecoveryThatMayNotUnmapFindsEverything(RangeMode mode) throws IOException {
        Path killed = place.directory().resolve("killed");
        long end;
        try (HybridFile file = open(mode, place.file())) {
            append(file, 3 * BORDER + 700);
            end = file.endOffset();
            Files.copy(place.file(), killed);
        }
        boolean fired = true;
        int refused = 0;
        for (int nth = 1; fired; nth++) {
            Path path = Files.copy(killed, place.directory().resolve("copy" + nth));
            seam.bend("munmap", call -> true, nth, 1, FaultSeam.failing(Errno.ENOMEM))
                    .orNever();
            try (HybridFile file = open(mode, path)) {
                assertWhole(file, end);
                append(file, 10);
            } catch (NativeIoException e) {
                assertThat(e)
                        .hasMessageContaining("ENOMEM")
                        .hasMessageContaining(place.directory().toString());
            } catch (OutOfMemoryError e) {
                assertThat(e).hasRootCauseMessage("munmap: " + Errno.describe(Errno.ENOMEM));
            }
            fired = seam.fired() == 1;
            refused += seam.fired();
            seam.straighten();
            seam.assertNothingHeld();
            try (HybridFile file = open(mode, path)) {
                assertWhole(file, file.endOffset());
                assertThat(file.endOffset()).isIn(end, end + 10);
            }
        }
        assertThat(refused).isGreaterThan(2);
    }

    @Test
    void aCloseThatFailsTwiceSaysBoth() throws IOException {
        HybridFile file = open(RangeMode.MAPPED, place.file());
        append(file, 700);
        seam.bend("munmap", call -> true, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOMEM));
        seam.bend("ftruncate", call -> true, 1, 1, FaultSeam.failing(Errno.EIO));
        assertThatThrownBy(file::close)
                .hasMessageContaining("ENOMEM")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .anySatisfy(other -> assertThat(other).hasMessageContaining("ftruncate")));
        assertThat(seam.fired()).isGreaterThan(1);
    }

    @Test
    void aWindowThatCantBeAdvisedIsUnmappedAgain() throws IOException {
        try (HybridFile file = open(RangeMode.BUFFERED, place.file())) {
            append(file, 2 * BORDER);
            file.seal(2 * BORDER);
            seam.bend("madvise", call -> true, 1, 1, FaultSeam.failing(Errno.ENOMEM));
            Pattern.verify(file, file.dataOffset(), 100); // By a system call.
            assertThat(seam.fired()).isEqualTo(1);
            assertWhole(file, file.endOffset());
        }
    }

    @Test
    void whoReleasesTheLastViewIsNotToldThatItsWindowStays() throws IOException {
        ByteBuf view;
        long start;
        try (HybridFile file = open(RangeMode.BUFFERED, place.file())) {
            append(file, 2 * BORDER);
            start = file.dataOffset();
            view = file.readAt(start, 100);
        }
        seam.bend("munmap", call -> true, 1, 1, FaultSeam.failing(Errno.ENOMEM));
        Pattern.verify(view, 0, start, 100);
        view.release();
        assertThat(seam.fired()).as("the view kept its window").isEqualTo(1);
    }
}
