package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that begin with a word which is told when the others are known. */
@Tag("no-disk")
class FirstWordTest {
    private static final long WORD = 0x0102_0304_0506_0708L;
    private static final int MOST_BYTES = 200;

    private TestPlace place;

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    private HybridFile open(RangeMode tail) throws IOException {
        TailModes.need(tail);
        return HybridFile.open(
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(tail))
                        .sealing(Sealing.ON_REQUEST)
                        .build());
    }

    @ParameterizedTest
    @EnumSource(names = {"MAPPED", "BUFFERED", "DIRECT"})
    void theyAreAppendedAsIfTheyHadItFromTheBeginning(RangeMode tail) throws IOException {
        try (HybridFile file = open(tail)) {
            for (int length = Long.BYTES; length <= MOST_BYTES; length++) {
                ByteBuf source = Unpooled.directBuffer(length).writeZero(length);
                for (int i = Long.BYTES; i < length - length % 3; i++) { // Some end in zeros.
                    source.setByte(i, i);
                }
                ByteBuf whole = source.copy().setLongLE(0, WORD);
                try {
                    long offset = file.append(source, () -> WORD);
                    ByteBuf read = file.readAt(offset, length);
                    assertThat(read).as("%d bytes", length).isEqualTo(whole);
                    read.release();
                } finally {
                    source.release();
                    whole.release();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MAPPED", "BUFFERED", "DIRECT"})
    void aSourceThatCannotBeWrittenOrReadFailsNoWriter(RangeMode tail) throws IOException {
        ByteBuf source = Unpooled.directBuffer(64).writeZero(64);
        try (HybridFile file = open(tail)) {
            long end = file.endOffset();
            assertThatThrownBy(() -> file.append(source.asReadOnly(), () -> WORD))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
            assertThat(source.getLong(0)).isZero();
            assertThat(file.append(source, () -> WORD)).isEqualTo(end);
            source.release();
            assertThatThrownBy(() -> file.append(source, () -> WORD))
                    .isInstanceOf(IllegalReferenceCountException.class);
            file.force();
            assertThat(file.endOffset()).isEqualTo(end + 64);
        }
    }
}
