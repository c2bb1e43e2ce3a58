package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** There is no mapping, or no memory, for a change of ranges: it is refused, nothing is changed, and the writer goes on. */
class WantOfMappingsTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private long start;
    private long end;

    /** What is refused. */
    private enum Want {
        A_MAPPING {
            @Override
            boolean concerns(FaultSeam.Call call) {
                return call.name().equals("mmap") && call.number(4) >= 0;
            }
        },
        MEMORY {
            @Override
            boolean concerns(FaultSeam.Call call) {
                return call.name().equals("mmap") && call.number(4) < 0;
            }
        },
        PAGES {
            @Override
            boolean concerns(FaultSeam.Call call) {
                return call.name().equals("madvise");
            }
        };

        abstract boolean concerns(FaultSeam.Call call);
    }

    @BeforeEach
    void appendFourBordersSealTwoAndDiscardOne() throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
        start = file.append(Pattern.bytes(file.endOffset(), 4 * BORDER + 77));
        file.seal(start + 2 * BORDER);
        file.discard(start, BORDER);
        end = file.force().durableOffset();
    }

    @ParameterizedTest
    @EnumSource
    void aRangeThatCantBeMappedStaysDiscarded(Want want) throws IOException {
        assertIsRefused(want, start);
        assertThat(hole()).as("what it got is given back").isEqualTo(start);
        file.assign(start, BORDER, RangeMode.MAPPED);
        file.writeAt(start, Pattern.bytes(start, BORDER));
        file.force();
        Pattern.verify(file, start, (int) (end - start));
    }

    @ParameterizedTest
    @EnumSource
    void aPartOfTheTailThatCantBeMappedStaysTheTails(Want want) throws IOException {
        long part = start + 2 * BORDER;
        assertIsRefused(want, part);
        file.writeAt(part, Pattern.bytes(part, BORDER));
        file.force();
        file.assign(part, BORDER, RangeMode.MAPPED);
        Pattern.verify(file, part, (int) (end - part));
    }

    /** What stores the states has its memory. */
    @Test
    void withoutAnyMappingRangesAreSealedAndDiscardedAndTheFileIsClosedInOrder() throws IOException {
        seam.failFrom("mmap", 1, Errno.ENOMEM).orNever();
        file.seal(start + 4 * BORDER);
        file.discard(start + BORDER, BORDER);
        file.close();
        seam.straighten();
        assertThat(Files.size(place.file())).isEqualTo(end);
        file = HybridFile.open(seam.posix(), place.file(), HybridFileOptions.defaults());
        assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.DISCARDED);
        assertThat(file.ranges().get(0).length()).isEqualTo(2 * BORDER);
        Pattern.verify(file, start + 2 * BORDER, 2 * BORDER + 77);
    }

    /** Nor can what was mapped be given back then. */
    @Test
    void aWindowThatCantBeUnmappedAgainIsNoFailureEither() throws IOException {
        seam.bend("munmap", FaultSeam.inBackground(false), 1, 1, FaultSeam.failing(Errno.ENOMEM));
        assertIsRefused(Want.PAGES, start);
    }

    /** It may have cost what was written, so it doesn't count as a mere want. */
    @Test
    void aForceWithoutMemoryFailsTheWriter() {
        seam.bend("fdatasync", FaultSeam.inBackground(false), 1, 1, FaultSeam.failing(Errno.ENOMEM));
        assertThatThrownBy(() -> file.assign(start, BORDER, RangeMode.MAPPED))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ShortageException.class);
        assertThatThrownBy(() -> file.append(Pattern.bytes(end, 1))).isInstanceOf(WriterFailedException.class);
    }

    private void assertIsRefused(Want want, long offset) throws IOException {
        List<Range> before = file.ranges();
        seam.bend(want::concerns, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOMEM));
        Throwable refusal = catchThrowable(() -> file.assign(offset, BORDER, RangeMode.MAPPED));
        assertThat(refusal)
                .isInstanceOfAny(ShortageException.class, OutOfMemoryError.class)
                .hasRootCauseInstanceOf(ErrnoException.class);
        seam.straighten();
        assertThat(file.ranges()).isEqualTo(before);
        file.append(Pattern.bytes(end, 100));
        assertThat(file.force().durableOffset()).isEqualTo(end + 100);
    }

    private long hole() throws IOException {
        try (NativeFile opened = NativeFile.open(Posix.system(), place.file(), OpenRequest.readOnly())) {
            return opened.nextHole(start);
        }
    }
}
