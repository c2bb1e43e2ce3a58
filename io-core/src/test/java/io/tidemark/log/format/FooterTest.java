package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Footers whose checksum fits, because a hostile writer made it. */
@Tag("no-disk")
class FooterTest {
    private final SegmentHeader header = SegmentImage.header();
    private final SegmentImage image = new SegmentImage(header);
    private ByteBuffer payload;

    @BeforeEach
    void encode() {
        for (int i = 0; i < 5; i++) {
            image.append(6000);
        }
        payload = ByteBuffer.allocate(Footer.lengthBytes(image.index().entryCount()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Footer.encode(image.index(), image.offset(), payload)).isEqualTo(payload.capacity());
    }

    private Optional<Footer> decode() {
        return Footer.decode(payload, header, image.offset(), 1005);
    }

    @Test
    void aFooterSaysWhatTheIndexSaid() {
        assertThat(image.index().entryCount()).isEqualTo(3);
        assertThat(decode())
                .hasValueSatisfying(
                        footer -> assertThat(footer.matches(image.index())).isTrue());
    }

    @Test
    void aFooterOfAnotherPlaceOrSequenceIsNone() {
        assertThat(Footer.decode(payload, header, image.offset() + 8, 1005)).isEmpty();
        assertThat(Footer.decode(payload, header, image.offset(), 1006)).isEmpty();
        SegmentHeader other = new SegmentHeader(header.logId(), 7, 999, 3, 0, 1 << 20, FooterPlace.NONE);
        assertThat(Footer.decode(payload, other, image.offset(), 1005)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1001", // base sequence
        "8, -1", // record count
        "8, 6",
        "16, 1800000000000000", // first timestamp
        "24, 1800000000000000", // last timestamp
        "32, 0", // highest timestamp
        "40, 0", // own offset and no entries
        "48, 1", // sequence and offset of entry 0
        "48, 0",
        "56, 0", // timestamp of entry 0
        "64, 0", // entry 1
        "64, 4294967297",
        "64, -1",
        "72, -1",
        "80, -4294967295", // entry 2
        "88, 1800000000000000"
    })
    void aFooterThatContradictsItselfIsNone(int at, long value) {
        payload.putLong(at, value);
        assertThat(decode()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "4", "-1", "2147483647", "-2147483648", "268435456"})
    void theNumberOfEntriesIsTheOneThatTheLengthSays(int count) {
        payload.putInt(44, count);
        assertThat(decode()).isEmpty();
    }

    @Test
    void anyOtherLengthIsNoFooter() {
        ByteBuffer whole = payload;
        for (int length = 0; length < whole.capacity(); length++) {
            payload = whole.slice(0, length);
            assertThat(decode()).as("length %d", length).isEmpty();
        }
        payload = ByteBuffer.allocate(Footer.maxLengthBytes(1 << 20) + 16);
        payload.put(0, whole, 0, whole.capacity());
        assertThat(decode()).isEmpty();
    }
}
