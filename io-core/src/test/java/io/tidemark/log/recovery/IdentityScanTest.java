package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which of several segments lies at a place is told by records, and each byte is read once for that. */
class IdentityScanTest {
    private static final int SEGMENT_BYTES = 8 << 20;

    private final AtomicLong bytesRead = new AtomicLong();

    private SegmentReader counted(byte[] bytes) {
        SegmentReader reader = SegmentImage.reader(bytes);
        return (offset, target, targetIndex, length) -> {
            bytesRead.addAndGet(length);
            reader.read(offset, target, targetIndex, length);
        };
    }

    private static SegmentHeader segment(long number, long baseSequence) {
        return new SegmentHeader(SegmentImage.LOG_ID, number, baseSequence, 1, 0, SEGMENT_BYTES, FooterPlace.NONE);
    }

    private static List<Supposed> supposed(int first, int count, long leastSequence, long mostSequence) {
        List<Supposed> supposed = new ArrayList<>();
        for (int number = first; number < first + count; number++) {
            supposed.add(new Supposed(segment(number, leastSequence), mostSequence));
        }
        return supposed;
    }

    private Optional<SegmentHeader> identify(byte[] bytes, List<Supposed> supposed) throws IOException {
        bytesRead.set(0);
        return IdentityScan.run(counted(bytes), SupposedSegments.of(supposed), bytes.length);
    }

    @Test
    void theFirstRecordTellsTheSegmentAndTheLeastSequenceOfItsBeginning() throws IOException {
        byte[] bytes = new SegmentImage(segment(7, 5_000))
                .append(100)
                .append(100)
                .append(100)
                .bytes();
        int second = SegmentHeader.BYTES + RecordLayout.recordBytes(100);
        Arrays.fill(bytes, 0, second, (byte) 0);

        SegmentHeader found = identify(bytes, supposed(3, 10, 200, 100_000)).orElseThrow();
        assertThat(found.segmentNumber()).isEqualTo(7);
        assertThat(found.baseSequence())
                .isEqualTo(5_001 - RecordLayout.recordBytes(100) / RecordLayout.HEADER_BYTES)
                .isLessThanOrEqualTo(5_000);
    }

    @Test
    void aRecordThatCannotBeOfASegmentDoesNotTellIt() throws IOException {
        byte[] bytes = new SegmentImage(segment(7, 5_000)).append(100).bytes();

        assertThat(identify(bytes, supposed(8, 10, 0, 100_000))).isEmpty();
        assertThat(identify(bytes, supposed(7, 1, 5_001, 100_000))).isEmpty();
        assertThat(identify(bytes, supposed(7, 1, 0, 4_999))).isEmpty();
        assertThat(identify(bytes, supposed(7, 1, 0, 5_000))).isPresent();
        assertThat(identify(bytes, List.of())).isEmpty();
    }

    /** What looks like headers, but has no sequence that is possible, isn't checksummed: that would lead far ahead and back. */
    @Test
    void eachByteIsReadOnceHoweverManySegmentsAreSupposed() throws IOException {
        SegmentImage other = new SegmentImage(segment(1, 0));
        byte[] payload = new byte[4_000];
        ByteBuffer lookingLikeHeaders = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + RecordLayout.HEADER_BYTES <= payload.length; at += RecordLayout.HEADER_BYTES) {
            lookingLikeHeaders
                    .putLong(at, 1 << 28 | 2 << 20)
                    .putLong(at + 8, 1L << 40)
                    .putInt(at + 24, 1);
        }
        while (other.offset() < SEGMENT_BYTES - 10_000) {
            other.put(RecordKind.DATA, 1L << 40, 0, 0, payload);
        }
        byte[] bytes = other.bytes(SEGMENT_BYTES);

        assertThat(identify(bytes, supposed(2, 20, 1_000, 1_000_000))).isEmpty();
        assertThat(bytesRead.get()).isLessThanOrEqualTo(SEGMENT_BYTES);

        bytesRead.set(0);
        try (RescueScan scan = new RescueScan(counted(bytes), segment(2, 1_000), bytes.length)) {
            assertThat(scan.next()).isFalse();
        }
        assertThat(bytesRead.get()).isLessThanOrEqualTo(SEGMENT_BYTES);
    }

    /** Words that each of very many segments might hold are tried with all of them as often only as there are bytes. */
    @Test
    void howOftenRecordsAreTriedIsBoundedAndOneBehindThemIsFound() throws IOException {
        int segments = 100_000;
        byte[] bytes = new byte[SEGMENT_BYTES];
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = SegmentHeader.BYTES; at < SEGMENT_BYTES; at += 16) {
            words.putLong(at, 1 << 28).putLong(at + 8, 500_001);
        }
        SegmentImage genuine = new SegmentImage(segment(70_000, 500_000));
        while (genuine.offset() < SEGMENT_BYTES / 2) {
            genuine.put(RecordKind.DATA, 500_001, 0, 0, new byte[10_000]);
        }
        SupposedSegments supposed = SupposedSegments.of(supposed(1, segments, 0, 1_000_000));

        Trials trials = new Trials(segments);
        assertThat(IdentityScan.run(counted(bytes), supposed, bytes.length, trials))
                .isEmpty();
        assertThat(trials.taken()).isBetween(8L * segments, (1L << 20) + SEGMENT_BYTES);

        byte[] whole = genuine.bytes(SEGMENT_BYTES);
        System.arraycopy(whole, SEGMENT_BYTES / 4, bytes, SEGMENT_BYTES / 4, SEGMENT_BYTES / 4);
        assertThat(identify(bytes, supposed.asList()))
                .hasValueSatisfying(found -> assertThat(found.segmentNumber()).isEqualTo(70_000));
    }
}
