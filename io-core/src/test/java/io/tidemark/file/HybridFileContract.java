package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every tail mode promises; a subclass for each mode says where and how. */
abstract class HybridFileContract {
    static final long BORDER = 64 << 10;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    Path directory;
    Path path;
    HybridFile file;

    /** The mode under test. */
    abstract RangeMode tailMode();

    /** A directory where the mode is to be had. */
    abstract Path newDirectory() throws IOException;

    HybridFileOptions.Builder options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tailMode()))
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER)
                .tailBufferBytes((int) (4 * BORDER));
    }

    @BeforeEach
    void openNewFile() throws IOException {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        directory = newDirectory();
        path = directory.resolve("file.tide");
        file = HybridFile.open(path, options().build());
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        file.close();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
        assertThat(OpenResources.of(directory)).isEmpty();
    }

    ByteBuf bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    void assertHolds(long offset, ByteBuf expected) throws IOException {
        ByteBuf actual = file.readAt(offset, expected.readableBytes());
        try {
            assertThat(actual.nioBuffer().equals(expected.nioBuffer()))
                    .as("bytes at offset %d", offset)
                    .isTrue();
        } finally {
            actual.release();
        }
    }

    @Test
    void whatIsAppendedIsReadBackAtOnce() throws IOException {
        ByteBuf data = bytes(1000);
        long offset = file.append(data);
        assertThat(offset).isEqualTo(file.dataOffset());
        assertThat(data.readableBytes()).isEqualTo(1000);
        assertHolds(offset, data);
        assertHolds(offset + 17, data.slice(17, 500));
    }

    @Test
    void bytesAreReadIntoMemoryOfSeveralParts() throws IOException {
        ByteBuf data = bytes((int) (3 * BORDER));
        long start = file.append(data);
        file.force();
        file.seal(start + 2 * BORDER);
        ByteBuf parts = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.directBuffer(1_500, 1_500).writeZero(1_500))
                .addComponent(true, Unpooled.buffer(1_500, 1_500).writeZero(1_500));
        try {
            for (ByteBuf target : List.of(parts, parts.slice(0, 2_800), parts.duplicate())) {
                for (int length : new int[] {3, 8, 1_600, 2_800}) {
                    for (int i = 0; i < 20; i++) {
                        int offset = random.nextInt(data.readableBytes() - length);
                        file.readAt(start + offset, target.clear(), length);
                        assertThat(target.equals(data.slice(offset, length)))
                                .as("%d bytes at %d", length, offset)
                                .isTrue();
                    }
                }
            }
        } finally {
            parts.release();
        }
    }

    /** As who reads a protocol of such words has them. */
    @Test
    void theOrderOfWordsInBuffersOfTheCallersMakesNoDifference() throws IOException {
        file.close();
        path = directory.resolve("ordered.tide");
        file = HybridFile.open(path, options().sealing(Sealing.ON_REQUEST).build());
        for (ByteBuffer memory : List.of(ByteBuffer.allocate(2_000), ByteBuffer.allocateDirect(2_000))) {
            ByteBuf ordered = Unpooled.wrappedBuffer(memory.order(ByteOrder.LITTLE_ENDIAN));
            for (int length : new int[] {3, 8, 16, 1_999}) {
                ByteBuf appended = bytes(length);
                long offset = file.append(ordered.clear().writeBytes(appended, 0, length));
                assertHolds(offset, appended);
                ByteBuf changed = bytes(length);
                file.writeAt(offset, ordered.clear().writeBytes(changed, 0, length));
                assertHolds(offset, changed);
                file.readAt(offset, ordered.setZero(0, length).clear(), length);
                assertThat(ByteBufUtil.equals(ordered, 0, changed, 0, length))
                        .as("%d bytes read at %d", length, offset)
                        .isTrue();
                file.readAt(new long[] {offset}, 1, ordered.setZero(0, length).clear(), length);
                assertThat(ByteBufUtil.equals(ordered, 0, changed, 0, length)).isTrue();
            }
        }
    }

    @Test
    void aSourceOfWhichAPartWasReleasedFailsNoWriter() throws IOException {
        long end = file.endOffset();
        ByteBuf released = Unpooled.directBuffer(8).writeLong(2);
        ByteBuf first = Unpooled.directBuffer(8).writeLong(1);
        ByteBuf source = Unpooled.wrappedBuffer(first, released);
        released.release();
        assertThatThrownBy(() -> file.append(source)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(file.endOffset()).isEqualTo(end);
        ByteBuf data = bytes(100);
        long offset = file.append(data);
        assertThatThrownBy(() -> file.writeAt(offset, source)).isInstanceOf(IllegalReferenceCountException.class);
        file.force();
        assertHolds(offset, data);
        first.release();
    }

    @Test
    void piecesAreReadOneBehindTheOtherFromWhateverRangesTheyLieIn() throws IOException {
        ByteBuf all = bytes((int) (9 * BORDER) + 777);
        long start = file.append(all.slice(0, (int) (8 * BORDER)));
        file.force();
        file.seal(start + 4 * BORDER);
        file.append(all.slice((int) (8 * BORDER), all.readableBytes() - (int) (8 * BORDER)));
        ByteBuf target = Unpooled.directBuffer().writeInt(1);
        ByteBuf expected = Unpooled.buffer().writeInt(1);
        try {
            for (int length : new int[] {0, 1, 7, 8, 1_000, 100_000}) {
                for (long within : new long[] {4 * BORDER, all.readableBytes()}) {
                    long[] offsets = random.longs(20, 0, within - length + 1).toArray();
                    target.writerIndex(Integer.BYTES);
                    expected.writerIndex(Integer.BYTES);
                    for (int i = 0; i < 19; i++) {
                        expected.writeBytes(all, (int) offsets[i], length);
                        offsets[i] += start;
                    }
                    file.readAt(offsets, 19, target, length);
                    assertThat(target.equals(expected))
                            .as("pieces of %d bytes", length)
                            .isTrue();
                }
            }
            long[] tooFar = {start, file.endOffset() - 9};
            assertThatThrownBy(() -> file.readAt(tooFar, 2, target, 10)).isInstanceOf(OutOfRangeException.class);
            assertThatThrownBy(() -> file.readAt(tooFar, 3, target, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.readAt(tooFar, 1, target, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(target).isEqualTo(expected);
        } finally {
            target.release();
        }
    }

    @Test
    void appendsOfAllSizesSurviveSealsForcesAndReopening() throws IOException {
        ByteBuf all = Unpooled.buffer();
        long start = file.endOffset();
        for (int i = 0; i < 400; i++) {
            ByteBuf data = bytes(1 + random.nextInt(i % 40 == 0 ? 700_000 : 3000));
            assertThat(file.append(data)).isEqualTo(start + all.readableBytes());
            all.writeBytes(data);
            if (i % 7 == 0) {
                DurabilityReceipt receipt = file.force();
                assertThat(receipt.durableOffset()).isEqualTo(file.endOffset());
            }
            int at = random.nextInt(all.readableBytes());
            int length = Math.min(random.nextInt(100_000), all.readableBytes() - at);
            assertHolds(start + at, all.slice(at, length));
        }
        assertThat(file.tailOffset()).isGreaterThan(start);
        assertHolds(start, all);
        file.close();
        assertThat(Files.size(path)).isEqualTo(start + all.readableBytes());
        file = HybridFile.open(path, options().build());
        assertThat(file.endOffset()).isEqualTo(start + all.readableBytes());
        assertHolds(start, all);
        ByteBuf more = bytes(777);
        long offset = file.append(more);
        assertHolds(offset, more);
        assertHolds(start, all);
    }

    @Test
    void aBufferThatWasReleasedIsRefusedAndTheWriterGoesOn() throws IOException {
        ByteBuf released = Unpooled.directBuffer(8).writeLong(1);
        released.release();
        long offset = file.append(bytes(100));
        assertThatThrownBy(() -> file.append(released)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> file.writeAt(offset, released)).isInstanceOf(IllegalReferenceCountException.class);
        ByteBuf data = bytes(1000);
        assertHolds(file.append(data), data);
    }

    @Test
    void aReservationTellsHowFarItReaches() throws IOException {
        long end = file.endOffset();
        assertThat(file.reserve(100)).isGreaterThanOrEqualTo(end + 100);
        assertThat(file.endOffset()).isEqualTo(end);
    }

    @Test
    void anUpdateInPlaceChangesJustItsBytes() throws IOException {
        file.close();
        file = HybridFile.open(
                directory.resolve("updated.tide"),
                options().sealing(Sealing.ON_REQUEST).build());
        ByteBuf data = bytes((int) (9 * BORDER) + 123);
        long start = file.append(data);
        for (int i = 0; i < 200; i++) {
            ByteBuf patch = bytes(1 + random.nextInt(i % 20 == 0 ? 200_000 : 900));
            int at = random.nextInt(data.readableBytes() - patch.readableBytes() + 1);
            file.writeAt(start + at, patch);
            data.setBytes(at, patch, 0, patch.readableBytes());
            if (i % 9 == 0) {
                file.force();
            }
            if (i % 13 == 0) {
                ByteBuf more = bytes(random.nextInt(5000));
                file.append(more);
                data = Unpooled.wrappedBuffer(data, more).copy();
            }
        }
        assertHolds(start, data);
        file.close();
        file = HybridFile.open(
                directory.resolve("updated.tide"),
                options().sealing(Sealing.ON_REQUEST).build());
        assertHolds(start, data);
    }

    @Test
    void aSealedRangeCanBeReadButNotWritten() throws IOException {
        ByteBuf data = bytes((int) (3 * BORDER));
        long start = file.append(data);
        file.seal(start + 2 * BORDER);
        assertThat(file.tailOffset()).isGreaterThanOrEqualTo(start + 2 * BORDER);
        assertThat(file.ranges().get(0).mode().isSealed()).isTrue();
        assertHolds(start, data);
        assertThatThrownBy(() -> file.writeAt(start + BORDER, bytes(1)))
                .isInstanceOf(SealedRangeException.class)
                .hasMessageContaining(path.toString());
        assertHolds(start, data);
    }

    @Test
    void sealingAtTheEndFillsUpToTheNextBorder() throws IOException {
        ByteBuf data = bytes(1234);
        long start = file.append(data);
        file.seal(file.endOffset());
        assertThat(file.endOffset()).isEqualTo(start + BORDER);
        assertThat(file.tailOffset()).isEqualTo(start + BORDER);
        assertHolds(start, data);
        assertHolds(start + 1234, Unpooled.wrappedBuffer(new byte[(int) BORDER - 1234]));
        assertThat(file.append(bytes(5))).isEqualTo(start + BORDER);
    }

    @Test
    void aDiscardedRangeIsGoneAndItsNeighboursAreNot() throws IOException {
        ByteBuf data = bytes((int) (4 * BORDER));
        long start = file.append(data);
        file.seal(file.endOffset());
        file.discard(start + BORDER, BORDER);
        assertThatThrownBy(() -> file.readAt(start + BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
        assertThatThrownBy(() -> file.readAt(start + BORDER - 1, 2)).isInstanceOf(DiscardedRangeException.class);
        assertHolds(start, data.slice(0, (int) BORDER));
        assertHolds(start + 2 * BORDER, data.slice((int) (2 * BORDER), (int) (2 * BORDER)));
        file.close();
        file = HybridFile.open(path, options().build());
        assertThatThrownBy(() -> file.readAt(start + BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
        assertHolds(start + 2 * BORDER, data.slice((int) (2 * BORDER), (int) (2 * BORDER)));
    }

    @Test
    void aDiscardedRangeCanBeUsedAgainAndReadsAsZeros() throws IOException {
        long start = file.append(bytes((int) (4 * BORDER)));
        file.seal(file.endOffset());
        file.discard(start + BORDER, BORDER);
        file.assign(start + BORDER, BORDER, RangeMode.BUFFERED);
        assertHolds(start + BORDER, Unpooled.wrappedBuffer(new byte[(int) BORDER]));
        ByteBuf again = bytes(100);
        file.writeAt(start + BORDER + 50, again);
        file.force();
        assertHolds(start + BORDER + 50, again);
    }

    @Test
    void sealedModesCanBeChangedUnderReaders() throws IOException {
        ByteBuf data = bytes((int) (4 * BORDER));
        long start = file.append(data);
        file.seal(file.endOffset());
        file.assign(start + BORDER, 2 * BORDER, RangeMode.CACHED_MAPPED);
        ByteBuf view = file.readAt(start + BORDER + 5, 100);
        assertThat(view).isEqualTo(data.slice((int) BORDER + 5, 100));
        assertThat(view.isReadOnly()).isTrue();
        assertThat(view.release()).isTrue();
        assertThat(file.ranges().stream().map(Range::mode)).contains(RangeMode.CACHED_MAPPED);
        assertHolds(start, data);
        file.assign(start + BORDER, BORDER, RangeMode.CACHED);
        assertHolds(start, data);
        List<Range> before = file.ranges();
        file.close();
        file = HybridFile.open(path, options().build());
        assertThat(file.ranges().stream().map(r -> r.offset() + " " + r.mode()).toList())
                .isEqualTo(before.stream().map(r -> r.offset() + " " + r.mode()).toList());
        assertHolds(start, data);
    }

    @Test
    void misuseIsAnErrorThatLosesNothing() throws IOException {
        ByteBuf data = bytes((int) BORDER + 10);
        long start = file.append(data);
        assertThatThrownBy(() -> file.readAt(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.readAt(start, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.readAt(Long.MAX_VALUE, 1)).isInstanceOf(OutOfRangeException.class);
        assertThatThrownBy(() -> file.readAt(file.endOffset() - 1, 2)).isInstanceOf(OutOfRangeException.class);
        assertThatThrownBy(() -> file.writeAt(file.endOffset() - 1, bytes(2))).isInstanceOf(OutOfRangeException.class);
        assertThatThrownBy(() -> file.writeAt(Long.MAX_VALUE, bytes(2))).isInstanceOf(OutOfRangeException.class);
        assertThatThrownBy(() -> file.writeAt(0, bytes(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.seal(start + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.seal(start + 4 * BORDER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.assign(start + 1, BORDER, RangeMode.CACHED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.assign(start, Long.MAX_VALUE & -BORDER, RangeMode.CACHED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.discard(start, BORDER)).isInstanceOf(IllegalArgumentException.class);
        assertHolds(start, data);
        file.append(bytes(1));
        file.force();
        assertHolds(start, data);
    }

    @Test
    void aSecondWriterIsRefusedAndAReaderIsNot() throws IOException {
        ByteBuf data = bytes((int) (2 * BORDER));
        long start = file.append(data);
        file.seal(file.endOffset());
        assertThatThrownBy(() -> HybridFile.open(path, options().build())).isInstanceOf(FileLockedException.class);
        try (HybridFile reader = HybridFile.open(
                path, HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build())) {
            ByteBuf read = reader.readAt(start, data.readableBytes());
            assertThat(read).isEqualTo(data);
            read.release();
            assertThatThrownBy(() -> reader.append(data))
                    .isInstanceOf(NonWritableChannelException.class)
                    .hasMessage(path + ": the file was opened READ_ONLY; to change it, open it with OPEN_EXISTING or"
                            + " CREATE_OR_OPEN");
        }
    }

    @Test
    void dataThatEndsInZerosIsFoundWholeAfterACrash() throws IOException {
        ByteBuf all = Unpooled.buffer();
        long start = file.endOffset();
        for (int length : new int[] {100, 512 - 100, 4096, (int) BORDER, 3, (int) BORDER - 3}) {
            ByteBuf data = bytes(length);
            data.setZero(length / 2, length - length / 2);
            file.append(data);
            all.writeBytes(data);
            file.force();
            Path crashed = directory.resolve("crashed.tide");
            Files.copy(path, crashed); // What the medium and the page cache hold is what a crash leaves.
            try (HybridFile recovered = HybridFile.open(crashed, options().build())) {
                assertThat(recovered.endOffset()).isEqualTo(start + all.readableBytes());
                ByteBuf read = recovered.readAt(start, all.readableBytes());
                assertThat(read).isEqualTo(all);
                read.release();
            }
            Files.delete(crashed);
        }
    }

    @Test
    void aClosedFileSaysSo() throws IOException {
        long start = file.append(bytes(10));
        file.close();
        file.close();
        Crew.Work[] everything = {
            () -> file.append(bytes(1)), () -> file.readAt(start, 1), () -> file.force(), () -> file.warm(start, 1),
        };
        for (int i = 0; i < everything.length; i++) {
            assertThatThrownBy(everything[i]::run)
                    .as("call %d", i)
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessage(path + ": the file is closed");
        }
    }
}
