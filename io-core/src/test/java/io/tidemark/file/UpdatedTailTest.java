package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An update in place of the units that the durable data ends in, while more was appended behind it. The process dies
 * before the next force: where the durable data ends must still be found, whatever byte it ends with.
 */
class UpdatedTailTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    /** More than a unit anywhere, and the end of none. */
    private static final int DURABLE = 4096 + 700;

    /** Of the durable data, as many bytes as its last unit has even where that is small, are alike. */
    private static final int ALIKE = 150;

    static Stream<Arguments> everywhere() throws IOException {
        return TailModes.atHand().stream()
                .flatMap(mode -> Stream.of(0x00, 0xe5)
                        .flatMap(last -> Stream.of(0, 10, 324, 4096 - 700, 4096 - 600, 3 * 4096)
                                .map(appended -> Arguments.of(mode, last, appended))));
    }

    private static HybridFileOptions options(AccessMode mode) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(BORDER)
                .build();
    }

    private static ByteBuf alike(int value, int length) {
        ByteBuf bytes = Unpooled.buffer(length);
        for (int i = 0; i < length; i++) {
            bytes.writeByte(value);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theEndOfTheDurableDataIsFound(AccessMode mode, int last, int appended) throws IOException {
        file = HybridFile.open(seam.posix(), place.file(), options(mode));
        ByteBuf data = Unpooled.buffer();
        data.writeBytes(Pattern.bytes(0, DURABLE - ALIKE)).writeBytes(alike(last, ALIKE));
        file.append(data);
        long durable = file.force().durableOffset();
        file.append(alike(0, appended));
        long written = file.statistics().writtenBytes();

        data.setByte(DURABLE - ALIKE / 2, 1);
        file.writeAt(durable - ALIKE / 2, Unpooled.wrappedBuffer(new byte[] {1}));

        assertThat(file.statistics().writtenBytes())
                .as("the update got to the medium")
                .isGreaterThan(written);
        assertFound(mode, durable, data);
        file.force();
        assertFound(mode, durable + appended, data.writeZero(appended));
    }

    private void assertFound(AccessMode mode, long durable, ByteBuf data) throws IOException {
        Path died = Files.copy(place.file(), place.directory().resolve("died.tide"));
        try (HybridFile found = HybridFile.open(died, options(mode))) {
            assertThat(found.endOffset()).isBetween(durable, file.endOffset());
            ByteBuf bytes = found.readAt(found.dataOffset(), data.readableBytes());
            assertThat(bytes.equals(data)).isTrue();
            bytes.release();
        }
        Files.delete(died);
    }
}
