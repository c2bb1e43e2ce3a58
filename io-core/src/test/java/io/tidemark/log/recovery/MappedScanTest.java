package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.TruncatedFileException;
import io.tidemark.nativeio.UnbackedPagesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A scan of a mapping finds what a scan of copied bytes finds. */
@Tag("no-disk")
class MappedScanTest {
    private static final int STEP = 1 << 20;

    private final FaultSeam seam = new FaultSeam();
    private final SegmentHeader header = SegmentImage.header(4 * STEP);
    private final SegmentImage image = new SegmentImage(header);
    private TestPlace place;
    private Path path;

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("segment");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        seam.assertNothingHeld();
        place.close();
    }

    /** What was heard and found, in words. */
    private record Outcome(List<String> heard, String result) {}

    private static final class Hearing implements ScanListener {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void onRecord(RecordCursor record) {
            heard.add(record.kind() + " " + record.sequence() + " at " + record.offset());
        }
    }

    private static String describe(ScanResult result) {
        if (result instanceof ScanResult.End end) {
            return "end at " + end.offset() + ", incarnation " + end.incarnation() + describe(end.index());
        }
        if (result instanceof ScanResult.Sealed sealed) {
            return "footer at " + sealed.footer().offset() + " to " + sealed.endOffset() + describe(sealed.index());
        }
        ScanResult.Damage damage = (ScanResult.Damage) result;
        return damage.found() + " at " + damage.offset() + ", " + damage.evidence() + " at " + damage.evidenceOffset()
                + ", sequence " + damage.sequence() + describe(damage.index());
    }

    private static String describe(SegmentSummary index) {
        return ", " + index.recordCount() + " records, " + index.entryCount() + " entries";
    }

    private Outcome copied(byte[] bytes) throws IOException {
        Hearing hearing = new Hearing();
        ScanResult result = SegmentScan.run(SegmentImage.reader(bytes), header, bytes.length, 0, hearing);
        return new Outcome(hearing.heard, describe(result));
    }

    private Outcome mapped(byte[] bytes) throws IOException {
        Files.write(path, bytes);
        Hearing hearing = new Hearing();
        try (PlaceBytes file = PlaceBytes.open(seam.posix(), new SegmentPlace(path, 0, Reading.TO_APPEND));
                MappedRegion mapping = file.map(header.segmentBytes())) {
            ScanResult result = SegmentScan.run(file, mapping, header, file.lengthBytes(), 0, hearing);
            return new Outcome(hearing.heard, describe(result));
        }
    }

    private void assertSame(String what, byte[] bytes) throws IOException {
        assertThat(mapped(bytes)).as(what).isEqualTo(copied(bytes));
    }

    @Test
    void headersAndPayloadsCrossStepsAtEveryPosition() throws IOException {
        for (int shift = 0; shift <= 160; shift += 8) {
            SegmentImage crossing = new SegmentImage(header);
            crossing.append(STEP - SegmentHeader.BYTES - 32 - 120 + shift)
                    .append(64)
                    .append(64)
                    .append(STEP + 1_000)
                    .force()
                    .append(64);
            assertSame("as long as its records, shift " + shift, crossing.bytes());
            assertSame("and zeros behind, shift " + shift, crossing.bytes(4 * STEP));
            byte[] damaged = crossing.bytes(4 * STEP);
            damaged[STEP - 100] ^= 1;
            assertSame("damaged, shift " + shift, damaged);
            assertSame("sealed, shift " + shift, crossing.seal().bytes());
        }
    }

    @Test
    void evidenceIsFoundFarBehindZeros() throws IOException {
        image.append(10).force();
        long end = image.offset();
        byte[] bytes = image.seek(3L * STEP - 16).append(100).bytes(4 * STEP);
        assertThat(copied(bytes).result()).contains("at " + end);
        assertSame("evidence across a step", bytes);
    }

    @Test
    void aFileThatEndsWithinAPageIsReadToItsEnd() throws IOException {
        byte[] whole = image.append(5_000).append(5_000).force().append(3_000).bytes();
        for (int cut : new int[] {1, 8, 100, 3_000, 4_096, 8_000}) {
            byte[] bytes = new byte[whole.length - cut];
            System.arraycopy(whole, 0, bytes, 0, bytes.length);
            assertSame("cut off by " + cut, bytes);
        }
    }

    @Test
    void aPageThatCantBeReadIsAnException() {
        byte[] bytes = image.append(STEP).append(STEP).seal().bytes();
        for (int nth = 1; nth <= 3; nth++) {
            seam.fail("madvise", nth, Errno.EFAULT);
            assertThatThrownBy(() -> mapped(bytes)).isInstanceOf(UnbackedPagesException.class);
            assertThat(seam.fired()).isEqualTo(1);
            seam.straighten();
        }
    }

    @Test
    void nothingIsMappedWhereNothingIs() throws IOException {
        Files.write(path, new byte[0]);
        try (PlaceBytes file = PlaceBytes.open(seam.posix(), new SegmentPlace(path, 0, Reading.TO_APPEND))) {
            assertThatThrownBy(() -> file.map(header.segmentBytes())).isInstanceOf(TruncatedFileException.class);
        }
    }
}
