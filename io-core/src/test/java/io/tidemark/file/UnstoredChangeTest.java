package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of ranges whose state can't be stored: it is not seen, it fails the writer, and no bytes are lost. */
class UnstoredChangeTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private long start;
    private long end;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    @BeforeEach
    void appendFourBordersAndSealTwo() throws IOException {
        file = HybridFile.open(seam.posix(), place.file(), options());
        start = file.append(Pattern.bytes(file.endOffset(), 4 * BORDER + 77));
        file.seal(start + 2 * BORDER);
        end = file.force().durableOffset();
    }

    /** The first write of a state, and that of its second copy. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDiscardedRangeStaysDiscardedWhenTheHeaderCannotBeWritten(int nth) throws IOException {
        file.discard(start, BORDER);
        seam.bend("pwrite", call -> call.number(3) < start, nth, 1, FaultSeam.failing(Errno.ENOSPC));
        assertThatThrownBy(() -> file.assign(start, BORDER, TailModes.atHand().get(0)))
                .isInstanceOf(IOException.class);
        assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        assertThat(modeAt(start)).isEqualTo(RangeMode.DISCARDED);
        assertThatThrownBy(() -> file.readAt(start, 1)).isInstanceOf(DiscardedRangeException.class);
        assertFailed();
        assertThatThrownBy(() -> file.writeAt(start, Pattern.bytes(start, BORDER)))
                .isInstanceOf(WriterFailedException.class);
        assertHolds(start + BORDER);

        reopen();
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(end);
        assertHolds(start + BORDER);
        file.append(Pattern.bytes(file.endOffset(), 10));
        file.force();
    }

    @Test
    void aForcedWriteToARangeUsedAgainSurvivesTheNextOpen() throws IOException {
        file.discard(start, BORDER);
        seam.bend("pwrite", call -> call.number(3) < start, 1, 1, FaultSeam.failing(Errno.ENOSPC));
        boolean acknowledged = false;
        try {
            file.assign(start, BORDER, TailModes.atHand().get(0));
        } catch (IOException e) {
            assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        }
        try {
            file.writeAt(start, Pattern.bytes(start, BORDER));
            file.force();
            acknowledged = true;
        } catch (WriterFailedException e) {
            assertThat(e).hasRootCauseMessage("pwrite: " + Errno.describe(Errno.ENOSPC));
        }
        Path killed = place.directory().resolve("killed.tide");
        Files.copy(place.file(), killed); // As the end of the process leaves it.
        file.close();
        file = HybridFile.open(seam.posix(), killed, options());
        assertHolds(acknowledged ? start : start + BORDER);
    }

    @Test
    void aRangeThatFindsNoSpaceMayBeUsedAgainLater() throws IOException {
        file.discard(start, BORDER);
        seam.bend("fallocate", call -> call.number(2) == start, 1, 1, FaultSeam.failing(Errno.ENOSPC));
        assertThatThrownBy(() -> file.assign(start, BORDER, RangeMode.BUFFERED)).isInstanceOf(DiskFullException.class);
        assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        assertThat(modeAt(start)).isEqualTo(RangeMode.DISCARDED);
        file.append(Pattern.bytes(file.endOffset(), 10));
        file.force();
        file.assign(start, BORDER, RangeMode.BUFFERED);
        file.writeAt(start, Pattern.bytes(start, BORDER));
        file.force();
        reopen();
        assertHolds(start);
    }

    @Test
    void aForceWithoutSpaceInADiscardFailsTheWriter() throws IOException {
        seam.fail("fdatasync", 1, Errno.ENOSPC);
        assertThatThrownBy(() -> file.discard(start, BORDER))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(DiskFullException.class);
        assertThat(seam.fired()).as("the fault happened").isEqualTo(1);
        assertFailed();
        assertThat(modeAt(start).isSealed()).isTrue();
        assertHolds(start);

        reopen();
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(end);
        assertHolds(start + BORDER);
    }

    private void reopen() throws IOException {
        file.close();
        seam.assertNothingHeld();
        seam.straighten();
        file = HybridFile.open(seam.posix(), place.file(), options());
    }

    private RangeMode modeAt(long offset) {
        return file.ranges().stream()
                .filter(range -> range.offset() <= offset && offset < range.offset() + range.length())
                .findFirst()
                .orElseThrow()
                .mode();
    }

    private void assertFailed() {
        assertThatThrownBy(() -> file.append(Pattern.bytes(end, 1)))
                .isInstanceOf(WriterFailedException.class)
                .hasRootCauseInstanceOf(ErrnoException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.discard(start + BORDER, BORDER)).isInstanceOf(WriterFailedException.class);
    }

    private void assertHolds(long from) throws IOException {
        Pattern.verify(file, from, (int) (end - from));
    }
}
