package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An update in place of the units that the durable data ends in, while more was appended behind it. The process dies
 * before the next force: where the durable data ends must still be found, whatever byte it ends with.
 */
@Tag("one-dax")
class UpdatedTailTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    /** More than a unit anywhere, and the end of none. */
    private static final int DURABLE = 4096 + 700;

    /** Of the durable data, as many bytes as its last unit has even where that is small, are alike. */
    private static final int ALIKE = 150;

    static Stream<Arguments> everywhere() throws IOException {
        return Sampling.of(TailModes.atHand().stream()
                .flatMap(mode -> Stream.of(0x00, 0xe5)
                        .flatMap(last -> Stream.of(0, 10, 324, 4096 - 700, 4096 - 600, 3 * 4096)
                                .map(appended -> Arguments.of(mode, last, appended))))
                .toList());
    }

    /** Of a direct tail, above what is durable: none, some, and all that the ring takes. */
    static Stream<Arguments> alignedEnds() throws IOException {
        return Sampling.of(TailModes.atHand().stream()
                .flatMap(mode -> Stream.of(0x00, 0xe5)
                        .flatMap(last -> Stream.of(0, 10, 3 * 4096, 4 * BORDER)
                                .flatMap(appended -> Stream.of(1, ALIKE, 2 * 4096)
                                        .map(updated -> Arguments.of(mode, last, appended, updated)))))
                .toList());
    }

    private static HybridFileOptions options(RangeMode mode) {
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
    void theEndOfTheDurableDataIsFound(RangeMode mode, int last, int appended) throws IOException {
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

    /** The last byte of a unit told where the data ends, so no mark was written, and then it is one that doesn't tell. */
    @ParameterizedTest
    @MethodSource("alignedEnds")
    void anEndThatShowedByItselfIsFoundAfterItsLastBytesWereUpdated(RangeMode mode, int last, int appended, int updated)
            throws IOException {
        file = HybridFile.open(seam.posix(), place.file(), options(mode));
        ByteBuf data = alike(1, (int) (-file.dataOffset() & 4095) + 3 * 4096);
        file.append(data.slice());
        long durable = file.force().durableOffset();
        assertThat(durable % 4096).as("bytes in the last unit").isZero();
        file.append(alike(0, appended));

        data.setBytes(data.readableBytes() - updated, alike(last, updated), updated);
        for (int times = 1; times <= 2; times++) {
            file.writeAt(durable - updated, alike(last, updated));
            assertFound(mode, durable, data);
        }
        if (appended == 0) {
            assertThat(file.force().durableOffset()).isEqualTo(durable);
            assertFound(mode, durable, data);
        }
        file.append(alike(3, 5000));
        file.force();
        assertFound(mode, durable + appended + 5000, data.writeZero(appended).writeBytes(alike(3, 5000)));
    }

    /** Else a power cut between the two would lose bytes that were acknowledged. */
    @Tag("no-dax")
    @Test
    void theMarkIsDurableBeforeTheUpdateThatNeedsIt() throws IOException {
        TailModes.need(RangeMode.DIRECT);
        file = HybridFile.open(seam.posix(), place.file(), options(RangeMode.DIRECT));
        file.append(alike(1, (int) (-file.dataOffset() & 4095) + 4096));
        long durable = file.force().durableOffset();
        int forces = seam.count("fdatasync");
        seam.bend("pwritev2", call -> call.number(3) < durable, 1, 1, (call, real) -> {
            assertThat(seam.count("fdatasync")).isEqualTo(forces + 1);
            assertThat(byteAt(durable)).isEqualTo((byte) 0xe5);
            assertThat(byteAt(durable - 1)).isEqualTo((byte) 1);
            return real.make(call.copy());
        });

        file.writeAt(durable - 1, alike(0, 1));

        assertThat(seam.fired()).as("updates of the medium").isEqualTo(1);
        assertThat(byteAt(durable - 1)).isZero();
    }

    /** Nothing is prepared behind it: its disk may be full. */
    @Tag("no-dax")
    @Test
    void anEndThatTheStateTellsNeedsNoMark() throws IOException {
        TailModes.need(RangeMode.DIRECT);
        try (HybridFile before = HybridFile.open(place.file(), options(RangeMode.DIRECT))) {
            before.append(alike(1, (int) (-before.dataOffset() & 4095) + 4096));
        }
        long size = Files.size(place.file());
        file = HybridFile.open(seam.posix(), place.file(), options(RangeMode.DIRECT));
        long end = file.endOffset();

        file.writeAt(end - 10, alike(0, 10));

        assertThat(Files.size(place.file())).isEqualTo(size).isEqualTo(end);
        ByteBuf data = alike(1, (int) (end - file.dataOffset()));
        data.setZero(data.readableBytes() - 10, 10);
        assertFound(RangeMode.DIRECT, end, data);
    }

    private byte byteAt(long offset) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(place.file())) {
            channel.read(one, offset);
        }
        return one.get(0);
    }

    private void assertFound(RangeMode mode, long durable, ByteBuf data) throws IOException {
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
