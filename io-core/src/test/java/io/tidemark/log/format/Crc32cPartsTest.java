package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class Crc32cPartsTest {
    private final byte[] bytes = SegmentImage.payload(100_000, 1);

    private int crc(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    @Test
    void theWholeFollowsFromTwoParts() {
        Random random = new Random(1);
        for (int round = 0; round < 1000; round++) {
            int middle = random.nextInt(bytes.length + 1);
            int end = middle + random.nextInt(bytes.length + 1 - middle);
            assertThat(Crc32cParts.join(crc(0, middle), crc(middle, end), end - middle))
                    .as("%d and %d bytes", middle, end - middle)
                    .isEqualTo(crc(0, end));
            assertThat(Crc32cParts.without(crc(0, end), crc(0, middle), end - middle))
                    .as("the last %d of %d bytes", end - middle, end)
                    .isEqualTo(crc(middle, end));
        }
    }

    @Test
    void aPartMayBeEmpty() {
        int length = bytes.length;
        assertThat(Crc32cParts.join(0, crc(0, length), length)).isEqualTo(crc(0, length));
        assertThat(Crc32cParts.join(crc(0, length), 0, 0)).isEqualTo(crc(0, length));
        assertThat(Crc32cParts.without(crc(0, length), crc(0, length), 0)).isZero();
    }

    @Test
    void aPartMayBeLongerThanAnArray() {
        CRC32C crc = new CRC32C();
        byte[] zeros = new byte[1 << 26];
        crc.update(bytes);
        for (int i = 0; i < 40; i++) {
            crc.update(zeros);
        }
        CRC32C onlyZeros = new CRC32C();
        for (int i = 0; i < 40; i++) {
            onlyZeros.update(zeros);
        }
        long length = 40L * zeros.length;
        assertThat(Crc32cParts.join(crc(0, bytes.length), (int) onlyZeros.getValue(), length))
                .isEqualTo((int) crc.getValue());
    }
}
