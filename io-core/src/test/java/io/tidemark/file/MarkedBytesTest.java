package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies out of a mapping end with a mark until they are done; data may well end with the same bytes. */
class MarkedBytesTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final long MARK = 0x9e37_79b9_7f4a_7c15L;
    private static final long[] MARKS = {MARK, ~MARK, Long.reverseBytes(MARK), Long.reverseBytes(~MARK)};
    private static final int[] LENGTHS = {8, 9, 16, 100, 4096, 20_000};

    @BeforeEach
    void open() throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.MAPPED))
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void smallReadsAreRightWhateverTheyEndWith(boolean sealed) throws IOException {
        for (int length = 1; length < Long.BYTES; length++) {
            ByteBuf data = Unpooled.buffer();
            for (int last = 0; last < 256; last++) {
                data.writeBytes(Pattern.bytes(last, length - 1)).writeByte(last);
            }
            assertReadsInSteps(data, length, sealed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeReadsAreRightThoughTheyEndWithAMark(boolean sealed) throws IOException {
        for (int length : LENGTHS) {
            ByteBuf data = Unpooled.buffer();
            for (long mark : MARKS) {
                data.writeBytes(Pattern.bytes(data.writerIndex(), length - Long.BYTES))
                        .writeLong(mark);
            }
            assertReadsInSteps(data, length, sealed);
        }
    }

    private void assertReadsInSteps(ByteBuf data, int length, boolean sealed) throws IOException {
        long offset = file.append(data);
        if (sealed) {
            file.seal(file.endOffset());
        }
        int calls = seam.count("pread");
        ByteBuf direct = Unpooled.directBuffer(length);
        for (ByteBuf target : new ByteBuf[] {Unpooled.buffer(length), direct}) {
            for (int at = 0; at < data.readableBytes(); at += length) {
                file.readAt(offset + at, target.clear(), length);
                assertThat(target.equals(data.slice(at, length)))
                        .as("%d bytes at %d of the data", length, at)
                        .isTrue();
            }
        }
        direct.release();
        assertThat(seam.count("pread")).as("no copy was taken for a failed one").isEqualTo(calls);
    }
}
