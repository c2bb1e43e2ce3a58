package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A range that gets another open mode, or is used again, while the ring of the tail still remembers its old bytes. */
class ReusedRangeTest {
    private static final int BORDER = 64 << 10;

    private TestPlace place;
    private HybridFile file;
    private long start;

    @BeforeEach
    void appendSomeBorders() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        file = HybridFile.open(
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(TailModes.atHand().get(0)))
                        .sealing(Sealing.ON_REQUEST)
                        .borderBytes(BORDER)
                        .growthBytes(16 * BORDER)
                        .build());
        start = file.append(Pattern.bytes(file.endOffset(), 4 * BORDER));
        file.append(Pattern.bytes(file.endOffset(), 100));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        place.close();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void anOpenRangeOfItsOwnThatIsSealedHoldsWhatWasWrittenLast(RangeMode mode) throws IOException {
        file.assign(start + BORDER, BORDER, mode);
        ByteBuf patch = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5});
        file.writeAt(start + BORDER + 10, patch);
        assertHolds(start + BORDER + 10, patch);
        file.assign(start + BORDER, BORDER, RangeMode.CACHED);
        assertHolds(start + BORDER + 10, patch);
        Pattern.verify(read(start, BORDER + 10), 0, start, BORDER + 10);
        try (Outsider outsider = new Outsider(place.file())) {
            outsider.verify(start, start + BORDER + 10);
            outsider.verify(start + BORDER + 15, start + 4 * BORDER);
        }
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aDiscardedRangeThatIsUsedAgainNeverShowsItsOldBytes(RangeMode mode) throws IOException {
        file.seal(start + 4 * BORDER);
        file.discard(start + BORDER, BORDER);
        file.assign(start + BORDER, BORDER, mode);
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[BORDER]);
        assertHolds(start + BORDER, zeros);
        file.assign(start + BORDER, BORDER, RangeMode.CACHED);
        assertHolds(start + BORDER, zeros);
        Pattern.verify(read(start, BORDER), 0, start, BORDER);
        Pattern.verify(read(start + 2 * BORDER, BORDER), 0, start + 2 * BORDER, BORDER);
    }

    private ByteBuf read(long offset, int length) throws IOException {
        ByteBuf bytes = Unpooled.buffer(length);
        file.readAt(offset, bytes, length);
        return bytes;
    }

    private void assertHolds(long offset, ByteBuf expected) throws IOException {
        assertThat(read(offset, expected.readableBytes()).equals(expected))
                .as("what was written at offset %d is read", offset)
                .isTrue();
    }
}
