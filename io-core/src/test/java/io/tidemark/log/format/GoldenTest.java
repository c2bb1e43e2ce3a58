package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.GoldenSegments;
import io.tidemark.log.ReferenceFormat;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.recovery.ScanResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of version 1 stay readable, and the same content stays the same bytes. */
@Tag("no-disk")
class GoldenTest {
    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {GoldenSegments.SEALED, GoldenSegments.TORN, GoldenSegments.EMPTY})
    void theSameContentIsTheSameBytes(String name) {
        assertThat(GoldenSegments.encode().get(name)).isEqualTo(GoldenSegments.load(name));
    }

    @Test
    void theHeaderIsWhatTheSpecificationSaysByteByByte() {
        byte[] file = GoldenSegments.load(GoldenSegments.SEALED);
        ByteBuffer bytes = littleEndian(file);
        assertThat(new String(file, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("TIDELOG\n");
        assertThat(bytes.getInt(8)).isEqualTo(1);
        assertThat(bytes.getInt(12)).isEqualTo(128);
        assertThat(bytes.getLong(16)).isEqualTo(0x0011_2233_4455_6677L);
        assertThat(bytes.getLong(24)).isEqualTo(0x8899_aabb_ccdd_eeffL);
        assertThat(bytes.getLong(32)).isEqualTo(7);
        assertThat(bytes.getLong(40)).isEqualTo(1000);
        assertThat(bytes.getInt(48)).isEqualTo(3);
        assertThat(bytes.getInt(52)).isZero();
        assertThat(bytes.getLong(56)).isEqualTo(1_700_000_000_000_000L);
        assertThat(bytes.getLong(64)).isEqualTo(1 << 20);
        assertThat(bytes.getInt(72)).isEqualTo(1_000_000 / 8);
        assertThat(bytes.getInt(76)).isEqualTo(1024);
        assertThat(Arrays.copyOfRange(file, 80, 124)).containsOnly(0);
        assertThat(bytes.getInt(124)).isEqualTo(ReferenceFormat.crc32c(file, 0, 124));
    }

    @Test
    void theRecordsAreWhatTheSpecificationSaysByteByByte() {
        byte[] file = GoldenSegments.load(GoldenSegments.SEALED);
        int[] lengths = {0, 1, 7, 8, 9, 64, 100, 5000, 5000, -1, 33, 4000, 4000, 16};
        int at = 128;
        int durable = 0;
        long sequence = 1000;
        for (int i = 0; i < lengths.length; i++) {
            boolean opening = lengths[i] < 0;
            durable = i == 7 || opening ? at : i == 10 ? at : durable;
            byte[] payload = opening ? new byte[0] : SegmentImage.payload(lengths[i], lengths[i] == 33 ? 1 : sequence);
            long timestamp = opening
                    ? 1_700_000_000_000_000L
                    : lengths[i] == 33 ? 1_699_999_999_999_995L : 1_700_000_000_000_000L + 10 * (sequence - 1000);
            at = assertRecord(file, at, opening ? 2 : 1, sequence, timestamp, i < 9 ? 3 : 4, durable, payload);
            sequence += opening ? 0 : 1;
        }
        assertFooter(file, at);
    }

    private static int assertRecord(
            byte[] file,
            int at,
            int kind,
            long sequence,
            long timestamp,
            int incarnation,
            int durable,
            byte[] payload) {
        ByteBuffer bytes = littleEndian(file);
        assertThat(bytes.getInt(at)).as("kind and length at %d", at).isEqualTo(kind << 28 | payload.length);
        assertThat(bytes.getInt(at + 4)).as("checksum at %d", at).isEqualTo(ReferenceFormat.checksum(file, at));
        assertThat(bytes.getLong(at + 8)).as("sequence at %d", at).isEqualTo(sequence);
        assertThat(bytes.getLong(at + 16)).as("timestamp at %d", at).isEqualTo(timestamp);
        assertThat(bytes.getInt(at + 24)).as("incarnation at %d", at).isEqualTo(incarnation);
        assertThat(bytes.getInt(at + 28)).as("unforced words at %d", at).isEqualTo((at - durable) / 8);
        int end = at + 32 + payload.length;
        assertThat(Arrays.copyOfRange(file, at + 32, end))
                .as("payload at %d", at)
                .isEqualTo(payload);
        int next = (end + 7) / 8 * 8;
        assertThat(Arrays.copyOfRange(file, end, next)).as("padding at %d", end).isEqualTo(new byte[next - end]);
        return next;
    }

    private static void assertFooter(byte[] file, int at) {
        ByteBuffer bytes = littleEndian(file);
        int length = bytes.getInt(at) & 0x0fff_ffff;
        assertRecord(
                file, at, 3, 1013, 1_700_000_000_000_000L, 4, at, Arrays.copyOfRange(file, at + 32, at + 32 + length));
        assertThat(at + 32 + length).isEqualTo(file.length);
        assertThat(length).isEqualTo(48 + 2 * 16);
        long[] fixed = new long[5];
        for (int i = 0; i < 5; i++) {
            fixed[i] = bytes.getLong(at + 32 + 8 * i);
        }
        assertThat(fixed)
                .containsExactly(1000, 13, 1_700_000_000_000_000L, 1_700_000_000_000_120L, 1_700_000_000_000_120L);
        assertThat(bytes.getInt(at + 72)).isEqualTo(at / 8);
        assertThat(bytes.getInt(at + 76)).isEqualTo(2);
        assertThat(bytes.getInt(at + 80)).isZero();
        assertThat(bytes.getInt(at + 84)).isEqualTo(128 / 8);
        assertThat(bytes.getLong(at + 88)).isEqualTo(1_700_000_000_000_000L);
        int second = bytes.getInt(at + 100) * 8;
        assertThat(second).isGreaterThanOrEqualTo(128 + 8192);
        assertThat(bytes.getLong(second + 8)).isEqualTo(1000 + bytes.getInt(at + 96));
        assertThat(bytes.getLong(at + 104)).isEqualTo(1_700_000_000_000_080L);
    }

    @Test
    void aScanFindsWhatTheFilesHold() {
        SegmentHeader header = SegmentImage.header();
        byte[] sealed = GoldenSegments.load(GoldenSegments.SEALED);
        assertThat(SegmentImage.scan(sealed, header)).isInstanceOfSatisfying(ScanResult.Sealed.class, found -> {
            assertThat(found.endOffset()).isEqualTo(sealed.length);
            assertThat(found.incarnation()).isEqualTo(4);
            assertThat(found.index().recordCount()).isEqualTo(13);
        });
        byte[] torn = GoldenSegments.load(GoldenSegments.TORN);
        assertThat(SegmentImage.scan(torn, header)).isInstanceOfSatisfying(ScanResult.End.class, end -> {
            assertThat(end.index().nextSequence()).isEqualTo(1003);
            assertThat(end.offset()).isEqualTo(128 + 88 + 96 + 104);
        });
    }
}
