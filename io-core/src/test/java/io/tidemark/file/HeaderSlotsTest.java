package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.NativeBuffers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of the two slots of the header holds the last state: damage to either of them undoes no discard. */
@Tag("one-dax")
class HeaderSlotsTest {
    private static final int BORDER = 64 << 10;
    private static final int IDENTITY = 4096;
    private static final int SLOT = ((BORDER - IDENTITY) / 2) & -IDENTITY;

    private TestPlace place;
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
    void newPlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    /** A file with a discard as its last change; as a close leaves it, or as the end of its process does. */
    private Path discardAnd(boolean kill) throws IOException {
        Path killed = place.directory().resolve("killed.tide");
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            start = file.append(Pattern.bytes(file.endOffset(), 3 * BORDER + 77));
            file.seal(start + 3 * BORDER);
            end = file.force().durableOffset();
            file.discard(start + BORDER, BORDER);
            if (kill) {
                Files.copy(place.file(), killed);
            }
        }
        return kill ? killed : place.file();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "0, true", "1, true"})
    void damageToEitherSlotUndoesNoDiscard(int slot, boolean kill) throws IOException {
        Path path = discardAnd(kill);
        damage(path, slot);
        try (HybridFile file = HybridFile.open(path, options())) {
            assertDiscarded(file);
        }
        damage(path, 1 - slot);
        try (HybridFile file = HybridFile.open(path, options())) {
            assertDiscarded(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "0, true", "1, true"})
    void aReaderSeesTheDiscardThroughEitherSlot(int slot, boolean kill) throws IOException {
        Path path = discardAnd(kill);
        damage(path, slot);
        HybridFileOptions reading =
                options().toBuilder().openMode(OpenMode.READ_ONLY).build();
        try (HybridFile file = HybridFile.open(path, reading)) {
            assertThatThrownBy(() -> file.readAt(start + BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
        }
    }

    @Test
    void bothSlotsAreTheSameAfterEveryChange() throws IOException {
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            assertSlotsAreTheSame();
            start = file.append(Pattern.bytes(file.endOffset(), 3 * BORDER + 77));
            file.seal(start + 3 * BORDER);
            assertSlotsAreTheSame();
            file.discard(start, BORDER);
            assertSlotsAreTheSame();
        }
        assertSlotsAreTheSame();
    }

    private void assertSlotsAreTheSame() throws IOException {
        byte[] header = Files.readAllBytes(place.file());
        assertThat(Arrays.copyOfRange(header, IDENTITY, IDENTITY + 4096))
                .isEqualTo(Arrays.copyOfRange(header, IDENTITY + SLOT, IDENTITY + SLOT + 4096));
    }

    /** Overwrites all that the slot begins with, and makes sure that it was something else. */
    private static void damage(Path path, int slot) throws IOException {
        byte[] rubbish = new byte[64];
        Arrays.fill(rubbish, (byte) 0xA5);
        byte[] before = new byte[rubbish.length];
        try (RandomAccessFile raw = new RandomAccessFile(path.toFile(), "rw")) {
            raw.seek(IDENTITY + (long) slot * SLOT);
            raw.readFully(before);
            raw.seek(IDENTITY + (long) slot * SLOT);
            raw.write(rubbish);
        }
        assertThat(before).as("slot %d was in use", slot).isNotEqualTo(rubbish).isNotEqualTo(new byte[rubbish.length]);
    }

    private void assertDiscarded(HybridFile file) throws IOException {
        assertThatThrownBy(() -> file.readAt(start + BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(end);
        assertReads(file, start, start + BORDER);
        assertReads(file, start + 2 * BORDER, end);
    }

    private static void assertReads(HybridFile file, long from, long to) throws IOException {
        Pattern.verify(file, from, (int) (to - from));
    }

    /** Each is written while it is looked at: the reader has the writer's next bytes in the one, and in the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aReaderBesideAWriterThatFindsBothSlotsTornLooksAgain(int looks) throws IOException {
        Path path = discardAnd(false);
        FaultSeam seam = new FaultSeam();
        seam.bend("pread", HeaderSlotsTest::isSlot, 1, 2L * looks, (call, real) -> {
            Object read = real.make(call.copy());
            ByteBuffer bytes = NativeBuffers.view(call.number(1), IDENTITY);
            bytes.putLong(16, bytes.getLong(16) + 1);
            return read;
        });
        HybridFileOptions reading =
                options().toBuilder().openMode(OpenMode.READ_ONLY).build();
        try (HybridFile file = HybridFile.open(seam.posix(), path, reading)) {
            assertDiscarded(file);
        }
        assertThat(seam.fired()).as("reads that found a torn slot").isEqualTo(2 * looks);
        seam.assertNothingHeld();
    }

    private static boolean isSlot(FaultSeam.Call call) {
        return call.number(3) == IDENTITY || call.number(3) == IDENTITY + SLOT;
    }
}
