package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.EndMark;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A scanner that finds the end of the data by itself: nothing but the data and zeros is on the medium. */
@Tag("one-dax")
class UnmarkedEndTest {
    private static final int BORDER = 64 << 10;

    /** Records of one length that begin with a byte that is not zero, and else are zeros. */
    private static final int RECORD = 64;

    private TestPlace place;
    private HybridFile file;

    /** Says what it was asked. */
    private static final class Records implements TailScanner {
        private final EndMarking marking;
        private long limit = -1;

        Records(EndMarking marking) {
            this.marking = marking;
        }

        @Override
        public long findEnd(TailReader tail, long from, long highest) throws IOException {
            limit = highest;
            ByteBuffer first = ByteBuffer.allocate(1);
            long end = from;
            while (end + RECORD <= highest) {
                tail.read(end, first.clear());
                if (first.get(0) != 1) {
                    break;
                }
                end += RECORD;
            }
            return end;
        }

        @Override
        public EndMarking endMarking() {
            return marking;
        }
    }

    @BeforeEach
    void newPlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (file != null) {
            file.close();
        }
        place.close();
    }

    private static HybridFile open(Path path, RangeMode mode, TailScanner scanner) throws IOException {
        return HybridFile.open(
                path,
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(mode))
                        .sealing(Sealing.ON_REQUEST)
                        .borderBytes(BORDER)
                        .tailScanner(scanner)
                        .build());
    }

    private static ByteBuf record() {
        return Unpooled.buffer(RECORD).writeByte(1).writeZero(RECORD - 1);
    }

    private long appendRecords(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            file.append(record());
        }
        return file.force().durableOffset();
    }

    /** What a crash of the process leaves. */
    private Path crashed() throws IOException {
        return Files.copy(place.file(), place.directory().resolve("crashed.tide"));
    }

    @Tag("no-dax")
    @ParameterizedTest
    @EnumSource
    void onlyAMarkTakesAUnitOfItsOwn(EndMarking marking) throws Exception {
        file = open(place.file(), RangeMode.DIRECT, new Records(marking));
        int unit = file.capabilities().writeUnitBytes();
        long before = file.statistics().writtenBytes();
        appendRecords(unit / RECORD);
        long written = file.statistics().writtenBytes() - before;
        assertThat(written).isEqualTo(marking == EndMarking.MARKED ? 2L * unit : unit);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void recordsOfEveryLengthLieOneBehindTheOther(RangeMode mode) throws Exception {
        file = open(place.file(), mode, new Records(EndMarking.UNMARKED));
        long start = file.endOffset();
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 3000; i++) {
            int length = Long.BYTES * (1 + i % 40);
            ByteBuf record = Unpooled.directBuffer(length).writeBytes(Pattern.bytes(i, length));
            file.append(record);
            all.writeBytes(record);
            record.release();
        }
        ByteBuf read = file.readAt(start, all.readableBytes());
        assertThat(read.equals(all)).isTrue();
        read.release();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void theEndIsFoundWithoutAMarkAndWhatIsAboveIsZeroed(RangeMode mode) throws Exception {
        file = open(place.file(), mode, new Records(EndMarking.UNMARKED));
        long start = file.dataOffset();
        long end = appendRecords(101);
        Path crashed = crashed();
        try (RandomAccessFile bytes = new RandomAccessFile(crashed.toFile(), "rw")) {
            assertZeros(bytes, end, bytes.length());
            bytes.seek(end + 3 * RECORD); // Of appends that were never acknowledged.
            bytes.write(new byte[] {1, 2, EndMark.VALUE});
        }
        long size = Files.size(crashed);
        Records scanner = new Records(EndMarking.UNMARKED);
        try (HybridFile recovered = open(crashed, mode, scanner)) {
            assertThat(scanner.limit).as("the limit is the file's size").isEqualTo(size);
            assertThat(recovered.endOffset()).isEqualTo(end);
            for (long offset = start; offset < end; offset += RECORD) {
                ByteBuf bytes = recovered.readAt(offset, RECORD);
                assertThat(bytes.equals(record()))
                        .as("the record at %d", offset)
                        .isTrue();
                bytes.release();
            }
            recovered.append(record());
            recovered.force();
            try (RandomAccessFile bytes = new RandomAccessFile(crashed.toFile(), "r")) {
                assertZeros(bytes, end + RECORD, bytes.length());
            }
        }
        Files.delete(crashed);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aMarkOfAnEarlierOpeningIsZeroed(RangeMode mode) throws Exception {
        file = open(place.file(), mode, new Records(EndMarking.MARKED));
        long end = appendRecords(9);
        Path crashed = crashed();
        try (RandomAccessFile bytes = new RandomAccessFile(crashed.toFile(), "r")) {
            bytes.seek(end);
            assertThat(bytes.readByte()).isEqualTo(EndMark.VALUE);
        }
        try (HybridFile recovered = open(crashed, mode, new Records(EndMarking.UNMARKED));
                RandomAccessFile bytes = new RandomAccessFile(crashed.toFile(), "r")) {
            assertThat(recovered.endOffset()).isEqualTo(end);
            assertZeros(bytes, end, bytes.length());
        }
        Files.delete(crashed);
    }

    private static void assertZeros(RandomAccessFile file, long from, long end) throws IOException {
        byte[] bytes = new byte[(int) (end - from)];
        file.seek(from);
        file.readFully(bytes);
        int notZero = Arrays.mismatch(bytes, new byte[bytes.length]);
        assertThat(notZero)
                .as("the first byte that is not zero, from %d on", from)
                .isEqualTo(-1);
    }
}
