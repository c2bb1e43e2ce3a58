package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.ReferenceFormat;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.HeaderCheck.Flaw;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("no-disk")
class HeaderCodecTest {
    private static final int BITS = Byte.SIZE * SegmentHeader.BYTES;

    private final SegmentHeader header = SegmentImage.header();
    private final byte[] bytes = encode(header);

    private static byte[] encode(SegmentHeader header) {
        byte[] bytes = SegmentImage.payload(SegmentHeader.BYTES, 9);
        HeaderCodec.encode(header, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private HeaderCheck decode() {
        return HeaderCodec.decode(ByteBuffer.wrap(bytes));
    }

    private void put(int at, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    }

    @Test
    void whatWasWrittenIsReadWhateverTheOrderOfTheBuffer() {
        assertThat(decode()).isEqualTo(new HeaderCheck.Valid(header, Flaw.NONE));
        SegmentHeader least = new SegmentHeader(new UUID(0, 0), 0, 0, 1, Long.MIN_VALUE, 1 << 20, FooterPlace.NONE);
        SegmentHeader most = new SegmentHeader(
                new UUID(-1, -1),
                1L << 62,
                1L << 62,
                Integer.MAX_VALUE - 1,
                Long.MAX_VALUE,
                1 << 30,
                new FooterPlace((1 << 30) - 8, Integer.MAX_VALUE));
        for (SegmentHeader extreme : new SegmentHeader[] {least, most}) {
            ByteBuffer target = ByteBuffer.allocateDirect(200)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(199);
            HeaderCodec.encode(extreme, target);
            assertThat(HeaderCodec.decode(target)).isEqualTo(new HeaderCheck.Valid(extreme, Flaw.NONE));
        }
    }

    @Test
    void aWrongBitIsPutRight() {
        for (SegmentHeader written : List.of(header, firstHeader())) {
            byte[] whole = encode(written);
            for (int bit = 0; bit < BITS; bit++) {
                flip(whole, bit);
                Flaw flaw = wordOf(bytes, bit / Long.SIZE) == 0 ? Flaw.MISSING_BIT : Flaw.WRONG_BIT;
                assertThat(decode()).as("bit %d", bit).isEqualTo(new HeaderCheck.Valid(written, flaw));
            }
        }
    }

    @Test
    void severalWrongBitsAreNoticed() {
        byte[] whole = bytes.clone();
        for (int bit = 0; bit < BITS; bit++) {
            for (int other : new int[] {bit + 1, bit + 13, bit + 64, bit + 511}) {
                flip(whole, bit, other % BITS);
                assertThat(decode())
                        .as("bits %d and %d", bit, other % BITS)
                        .isInstanceOfAny(HeaderCheck.Damaged.class, HeaderCheck.NoSegment.class);
            }
        }
    }

    /** With one wrong bit it would be a header of another version, or none that makes sense. */
    @Test
    void nothingButAHeaderOfThisVersionIsPutRight() {
        for (int at : new int[] {8, 52, 64, 80}) {
            byte[] other = encode(header);
            other[at] ^= 4;
            ReferenceFormat.fitHeader(other);
            flip(other, 8 * 56);
            assertThat(decode()).as("byte %d", at).isInstanceOf(HeaderCheck.Damaged.class);
        }
    }

    private void flip(byte[] whole, int... bits) {
        System.arraycopy(whole, 0, bytes, 0, whole.length);
        for (int bit : bits) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static SegmentHeader firstHeader() {
        return new SegmentHeader(SegmentImage.LOG_ID, 0, 0, 1, SegmentImage.FIRST_TIMESTAMP, 1 << 20, FooterPlace.NONE);
    }

    @Test
    void zerosWereNeverWritten() {
        byte[] zeros = new byte[SegmentHeader.BYTES];
        assertThat(HeaderCodec.decode(ByteBuffer.wrap(zeros))).isInstanceOf(HeaderCheck.NeverWritten.class);
        zeros[100] = 1;
        assertThat(HeaderCodec.decode(ByteBuffer.wrap(zeros))).isInstanceOf(HeaderCheck.BitInZeros.class);
        zeros[100] = 3;
        assertThat(HeaderCodec.decode(ByteBuffer.wrap(zeros))).isInstanceOf(HeaderCheck.NoSegment.class);
    }

    @Test
    void anotherMagicIsNoSegment() {
        bytes[7] = '\r';
        ReferenceFormat.fitHeader(bytes);
        assertThat(decode()).isInstanceOf(HeaderCheck.NoSegment.class);
    }

    @Test
    void anUnknownVersionIsRefusedBeforeTheRestIsLookedAt() {
        put(40, Long.MIN_VALUE); // No base sequence in version 1.
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 2);
        ReferenceFormat.fitHeader(bytes);
        assertThat(decode()).isEqualTo(new HeaderCheck.UnknownVersion(2));
    }

    @Test
    void aVersionIsNotBelievedWithoutItsChecksum() {
        for (int version : new int[] {4, 2, -1}) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, version);
            assertThat(decode()).as("version %d", version).isInstanceOf(HeaderCheck.Damaged.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0x0000010000000001", // header bytes
        "32, -1", // segment number
        "40, -9223372036854775808", // base sequence
        "48, 0", // incarnation
        "48, 0x80000000",
        "48, 0x0000000100000003", // reserved
        "64, 0", // segment bytes
        "64, 0x80000",
        "64, 0x180000",
        "64, 0x80000000",
        "64, -9223372036854775808",
        "72, 0x0000000100000000", // previous footer
        "72, 0x000000ff00000001",
        "72, 0x000000ffffffffff",
        "72, 0xffffffff00000100",
        "80, 1", // zeros
        "112, 1"
    })
    void nonsenseWithAFittingChecksumIsDamage(int at, String value) {
        put(
                at,
                Long.parseUnsignedLong(
                        value.startsWith("0x")
                                ? Long.toUnsignedString(Long.parseUnsignedLong(value.substring(2), 16))
                                : Long.toUnsignedString(Long.parseLong(value))));
        ReferenceFormat.fitHeader(bytes);
        assertThat(decode())
                .isInstanceOfSatisfying(
                        HeaderCheck.Damaged.class,
                        damaged -> assertThat(damaged.reason()).contains("its checksum fits, but"));
    }

    /** Words that nobody knows who doesn't know the header: base sequence, incarnation, time, footer and checksum. */
    private static final int OF_THEIR_OWN = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 9 | 1 << 15;

    /** Words of 8 bytes are kept whole by media; any of them may be missing. */
    @Test
    void whicheverWordsAreZeroItIsATornHeaderOfItsSegment() {
        byte[] whole = bytes.clone();
        int words = SegmentHeader.BYTES / Long.BYTES;
        for (int zeroed = 0; zeroed < 1 << words; zeroed++) {
            for (int word = 0; word < words; word++) {
                put(8 * word, (zeroed >> word & 1) == 1 ? 0 : wordOf(whole, word));
            }
            boolean hasNumber = wordOf(bytes, 4) != 0;
            boolean isNumberKnown = hasNumber || (zeroed & OF_THEIR_OWN) == 0;
            boolean hasBase = wordOf(bytes, 5) != 0;
            assertThat(torn(header.segmentNumber() - 3))
                    .as("words " + Integer.toBinaryString(zeroed))
                    .hasValueSatisfying(torn -> {
                        assertThat(torn.segmentNumber()).isEqualTo(isNumberKnown ? header.segmentNumber() : 0);
                        assertThat(torn.baseSequence()).isEqualTo(hasBase ? header.baseSequence() : 0);
                    });
            if (hasNumber) {
                assertThat(torn(header.segmentNumber())).isEmpty();
            }
            HeaderCheck check = decode();
            if (check instanceof HeaderCheck.Valid valid) {
                assertThat(valid.header()).isEqualTo(header);
                assertThat(missingBits(whole)).isEqualTo(valid.flaw() == Flaw.NONE ? 0 : 1);
            } else {
                assertThat(missingBits(whole)).isGreaterThan(1);
            }
        }
    }

    private int missingBits(byte[] whole) {
        return IntStream.range(0, whole.length)
                .map(at -> Integer.bitCount((whole[at] ^ bytes[at]) & 0xff))
                .sum();
    }

    private static long wordOf(byte[] header, int word) {
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(8 * word);
    }

    /** Of a segment behind this one. */
    private Optional<TornHeader> torn(long lastNumber) {
        return HeaderCodec.torn(
                ByteBuffer.wrap(bytes),
                header.logId(),
                lastNumber + 1,
                lastNumber + 5,
                header.segmentBytes(),
                sequence -> sequence >= header.baseSequence());
    }

    @Test
    void aTornHeaderHasNothingButZerosAndWordsOfItsOwn() {
        put(56, 0);
        assertThat(torn(header.segmentNumber() - 1)).isPresent();
        for (int at : new int[] {0, 8, 12, 16, 24, 39, 47, 52, 64, 80, 120}) {
            bytes[at] ^= (byte) 0x90;
            assertThat(torn(header.segmentNumber() - 1)).as("byte %d", at).isEmpty();
            bytes[at] ^= (byte) 0x90;
        }
        put(56, header.createdMicros() + 1); // All words are there.
        assertThat(torn(header.segmentNumber() - 1)).isEmpty();
    }

    @Test
    void whereOnlyTheNumberIsMissingTheChecksumTellsIt() {
        put(32, 0);
        assertThat(torn(header.segmentNumber() - 5))
                .hasValueSatisfying(torn -> assertThat(torn.segmentNumber()).isEqualTo(header.segmentNumber()));
        assertThat(torn(header.segmentNumber() - 6)).as("no such segment").isEmpty();
        for (int at : new int[] {40, 48, 56, 72, 76, 124}) {
            bytes[at] ^= 1;
            assertThat(torn(header.segmentNumber() - 5)).as("byte %d", at).isEmpty();
            bytes[at] ^= 1;
        }
    }

    @Test
    void headersThatMakeNoSenseCannotBeMade() {
        for (long offset : new long[] {-8, 0, 120, 129, 1 << 30, Long.MAX_VALUE - 7}) {
            assertThatThrownBy(() -> new FooterPlace(offset, 8)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FooterPlace(128, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SegmentImage.header(3 << 20)).isInstanceOf(IllegalArgumentException.class);
    }
}
