package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Remnants of an earlier use of a place that are rows of numbers: an identity, an amount, a time and a quantity. In thousands
 * of them the four look like the header of a record that comes next and is megabytes long.
 */
@Tag("no-disk")
class NumbersBehindTheEndTest {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int END = SEGMENT_BYTES / 8;
    private static final int ROW_BYTES = 4 * Long.BYTES;

    /** What is wanted of a search that checksums each candidate as a whole is hundreds of times the segment. */
    private static final long MOST_READ_BYTES = 8L * SEGMENT_BYTES;

    private final SegmentHeader header = SegmentImage.header(SEGMENT_BYTES);
    private final AtomicLong bytesRead = new AtomicLong();

    private byte[] rowsBehind(SegmentImage image) {
        byte[] bytes = image.bytes(SEGMENT_BYTES);
        ByteBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(1);
        for (int at = Math.max(END, image.end()); at + ROW_BYTES <= SEGMENT_BYTES; at += ROW_BYTES) {
            rows.putLong(at, random.nextLong());
            rows.putLong(at + 8, 1_000 + random.nextInt(200_000));
            rows.putLong(at + 16, SegmentImage.FIRST_TIMESTAMP + at);
            rows.putLong(at + 24, 1 + random.nextInt(1000));
        }
        assertThat(candidates(rows, Math.max(END, image.end())))
                .as("rows that look like records")
                .isGreaterThan(300);
        return bytes;
    }

    private int candidates(ByteBuffer rows, int from) {
        int count = 0;
        RecordCursor cursor = new RecordCursor(header.salt());
        for (int at = from; at + ROW_BYTES <= SEGMENT_BYTES; at += ROW_BYTES) {
            boolean isCandidate = cursor.readHeader(rows, at, at, SEGMENT_BYTES) == Verdict.VALID
                    && cursor.length() > CandidateChecksums.LONG_BYTES
                    && cursor.incarnation() >= header.incarnation()
                    && cursor.sequence() <= RecordLayout.mostSequence(header.baseSequence(), at);
            count += isCandidate ? 1 : 0;
        }
        return count;
    }

    private SegmentReader counted(byte[] bytes) {
        SegmentReader reader = SegmentImage.reader(bytes);
        return (offset, target, targetIndex, length) -> {
            bytesRead.addAndGet(length);
            reader.read(offset, target, targetIndex, length);
        };
    }

    private ScanResult scan(byte[] bytes) throws IOException {
        return SegmentScan.run(counted(bytes), header, bytes.length, 0, ScanListener.NONE);
    }

    @Test
    void areNoDamage() throws IOException {
        SegmentImage image = new SegmentImage(header).append(100).append(1000);
        assertThat(scan(rowsBehind(image)))
                .isInstanceOfSatisfying(
                        End.class, end -> assertThat(end.offset()).isEqualTo(image.offset()));
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    @Test
    void hideNoProofOfDamage() throws IOException {
        SegmentImage image = new SegmentImage(header).append(100);
        long lost = image.offset();
        image.append(1000).append(END).force();
        long proof = image.offset();
        image.append(300_000);
        byte[] bytes = rowsBehind(image);
        bytes[(int) lost + 40] ^= 1;
        assertThat(scan(bytes)).isInstanceOfSatisfying(Damage.class, damage -> {
            assertThat(damage.offset()).isEqualTo(lost);
            assertThat(damage.evidence()).isEqualTo(Evidence.LATER_RECORD);
            assertThat(damage.evidenceOffset()).isEqualTo(proof);
        });
    }

    @Test
    void areNotRescued() throws IOException {
        SegmentImage image = new SegmentImage(header)
                .append(100)
                .append(300_000)
                .append(200_000)
                .append(5);
        try (RescueScan scan = new RescueScan(counted(rowsBehind(image)), header, SEGMENT_BYTES)) {
            for (int length : new int[] {100, 300_000, 200_000, 5}) {
                assertThat(scan.next()).isTrue();
                assertThat(scan.record().length()).isEqualTo(length);
            }
            assertThat(scan.next()).isFalse();
        }
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    @Test
    void identifyNoSegment() throws IOException {
        byte[] bytes = rowsBehind(new SegmentImage(header));
        assertThat(IdentityScan.run(
                        counted(bytes), SupposedSegments.of(List.of(Supposed.exactly(header))), bytes.length))
                .isEmpty();
        assertThat(bytesRead.get()).isLessThan(MOST_READ_BYTES);
    }

    @Test
    void aLongRecordAmongThemIdentifiesItsSegment() throws IOException {
        SegmentImage image = new SegmentImage(header).append(100).append(5 << 20);
        byte[] bytes = rowsBehind(image);
        bytes[SegmentHeader.BYTES + 40] ^= 1;
        assertThat(IdentityScan.run(
                        counted(bytes), SupposedSegments.of(List.of(Supposed.exactly(header))), bytes.length))
                .isPresent();
    }
}
