package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words that are a record's kind and length as well as its sequence and incarnation, one behind the other: a record seems to
 * begin at each. Somebody who may append to a log of many records can choose them.
 */
@Tag("no-disk")
class HostileWordsTest {
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final int DATA = 1 << 28;

    /** Once for all, once where candidates begin, and half a block for the end of each. */
    private static final long MOST_CHECKSUMMED_BYTES = 24L * SEGMENT_BYTES;

    private static final long MOST_READ_BYTES = 40L * SEGMENT_BYTES;

    private final SegmentHeader header =
            new SegmentHeader(SegmentImage.LOG_ID, 7, DATA, 3, 0, SEGMENT_BYTES, FooterPlace.NONE);
    private final AtomicLong bytesRead = new AtomicLong();

    /** The words behind what there is, each of which claims a length. */
    private static byte[] wordsBehind(SegmentImage image, IntUnaryOperator length) {
        byte[] bytes = image.bytes(SEGMENT_BYTES);
        fill(bytes, image.end(), SEGMENT_BYTES, length);
        return bytes;
    }

    private static void fill(byte[] bytes, int from, int to, IntUnaryOperator length) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at + Long.BYTES <= to; at += Long.BYTES) {
            words.putLong(at, DATA + length.applyAsInt(at));
        }
    }

    private static IntUnaryOperator anyLength() {
        Random random = new Random(1);
        return at -> 1 + random.nextInt(RecordLayout.HEADER_BYTES * 1000);
    }

    private SegmentReader counted(byte[] bytes) {
        SegmentReader reader = SegmentImage.reader(bytes);
        return (offset, target, targetIndex, length) -> {
            bytesRead.addAndGet(length);
            reader.read(offset, target, targetIndex, length);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 4_000, 60_000, 100_000})
    void oneAndTheSameCostsASmallMultipleOfItsBytesToRescue(int length) throws IOException {
        assertLittleWorkToRescue(wordsBehind(new SegmentImage(header).append(100), at -> length));
    }

    @Test
    void allDifferentCostASmallMultipleOfTheirBytesToRescue() throws IOException {
        assertLittleWorkToRescue(wordsBehind(new SegmentImage(header).append(100), anyLength()));
    }

    private void assertLittleWorkToRescue(byte[] bytes) throws IOException {
        try (RescueScan scan = new RescueScan(counted(bytes), header, SEGMENT_BYTES)) {
            assertThat(scan.next()).isTrue();
            assertThat(scan.next()).isFalse();
            assertThat(scan.checksummedBytes()).isBetween((long) SEGMENT_BYTES / 2, MOST_CHECKSUMMED_BYTES);
        }
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 4_000, 60_000, 100_000})
    void identifyNoSegment(int length) throws IOException {
        byte[] bytes = wordsBehind(new SegmentImage(header), at -> length);
        assertThat(IdentityScan.run(
                        counted(bytes), SupposedSegments.of(List.of(Supposed.exactly(header))), SEGMENT_BYTES))
                .isEmpty();
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    /** A log was refused whose last slot held them. */
    @ParameterizedTest
    @ValueSource(ints = {200, 4_000, 60_000, 100_000})
    void areNoDamage(int length) throws IOException {
        SegmentImage image = new SegmentImage(header).append(100);
        byte[] bytes = wordsBehind(image, at -> length);
        assertThat(SegmentScan.run(counted(bytes), header, SEGMENT_BYTES, 0, ScanListener.NONE))
                .isInstanceOfSatisfying(
                        End.class, end -> assertThat(end.offset()).isEqualTo(image.offset()));
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    @Test
    void hideNoRecord() throws IOException {
        int[] lengths = {100, 500_000, 10, 60_000, 300_000, 70_000, 1_000};
        SegmentImage image = new SegmentImage(header);
        long[] offsets = new long[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            offsets[i] = image.offset();
            image.append(lengths[i]);
        }
        byte[] bytes = wordsBehind(image, anyLength());
        fill(bytes, (int) offsets[1] + 40, (int) offsets[2], anyLength());
        fill(bytes, (int) offsets[4] + 40, (int) offsets[5], at -> 60_000);
        try (RescueScan scan = new RescueScan(counted(bytes), header, SEGMENT_BYTES)) {
            for (int i : new int[] {0, 2, 3, 5, 6}) {
                assertThat(scan.next()).isTrue();
                assertThat(scan.record().offset()).isEqualTo(offsets[i]);
                assertThat(scan.record().length()).isEqualTo(lengths[i]);
            }
            assertThat(scan.next()).isFalse();
        }
    }

    @Test
    void theChecksumOfEachIsThatOfItsBytes() throws IOException {
        byte[] bytes = new SegmentImage(header).bytes(1 << 20);
        Random random = new Random(2);
        random.nextBytes(bytes);
        IntUnaryOperator length = anyLength();
        fill(bytes, 0, bytes.length / 2, at -> random.nextInt(3) == 0 ? 3_000 : length.applyAsInt(at));
        RecordCursor cursor = new RecordCursor(header.salt());
        CRC32C crc = new CRC32C();
        int candidates = 0;
        try (ReadWindow window = new CopiedWindow(counted(bytes), bytes.length, ScanListener.NONE);
                CandidateChecksums checksums = new CandidateChecksums(window, counted(bytes))) {
            for (int at = 0; at + RecordLayout.HEADER_BYTES <= bytes.length; at += 8 * (1 + random.nextInt(20))) {
                window.moveToHeader(at);
                if (cursor.readHeader(window.memory(), window.indexOf(at), at, bytes.length) == Verdict.VALID) {
                    crc.reset();
                    crc.update(bytes, at + 8, cursor.length() + 24);
                    assertThat(checksums.of(cursor)).as("at %d", at).isEqualTo((int) crc.getValue());
                    candidates++;
                }
            }
        }
        assertThat(candidates).isGreaterThan(5_000);
    }
}
