package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tidemark.log.SegmentImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class RecordCursorTest {
    private static final long OFFSET = 1024;
    private static final int LENGTH = 40;

    private final SegmentHeader header = SegmentImage.header();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(2048).order(ByteOrder.LITTLE_ENDIAN);
    private final RecordCursor cursor = new RecordCursor(header.salt());

    private void write(RecordKind kind, int length) {
        RecordWriter writer = new RecordWriter(memory);
        writer.beginSegment(header.salt(), 3);
        writer.stage((int) OFFSET, kind, OFFSET, 5, 6, 512, Unpooled.wrappedBuffer(new byte[length]), 0, length);
        writer.complete();
    }

    private Verdict verify(SegmentSalt salt, long offset) {
        return new RecordCursor(salt).verify(memory, (int) OFFSET, offset, offset + 1024);
    }

    @Test
    void aRecordSaysWhatWasWritten() {
        write(RecordKind.DATA, LENGTH);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.VALID);
        assertThat(cursor.kind()).isEqualTo(RecordKind.DATA);
        assertThat(cursor.length()).isEqualTo(LENGTH);
        assertThat(cursor.sequence()).isEqualTo(5);
        assertThat(cursor.timestampMicros()).isEqualTo(6);
        assertThat(cursor.incarnation()).isEqualTo(3);
        assertThat(cursor.durableOffset()).isEqualTo(512);
        assertThat(cursor.payloadOffset()).isEqualTo(OFFSET + 32);
        assertThat(cursor.nextOffset()).isEqualTo(OFFSET + 72);
    }

    @Test
    void aRecordIsValidOnlyInItsLogItsSegmentAndItsPlace() {
        write(RecordKind.DATA, LENGTH);
        UUID log = header.logId();
        UUID other = new UUID(log.getMostSignificantBits() ^ 1, log.getLeastSignificantBits());
        UUID another = new UUID(log.getMostSignificantBits(), log.getLeastSignificantBits() ^ 1);
        assertThat(verify(SegmentSalt.of(log, 7), OFFSET)).isEqualTo(Verdict.VALID);
        assertThat(verify(SegmentSalt.of(log, 6), OFFSET)).isEqualTo(Verdict.BAD_CHECKSUM);
        assertThat(verify(SegmentSalt.of(other, 7), OFFSET)).isEqualTo(Verdict.BAD_CHECKSUM);
        assertThat(verify(SegmentSalt.of(another, 7), OFFSET)).isEqualTo(Verdict.BAD_CHECKSUM);
        for (long offset = 0; offset < 1 << 20; offset += 8) {
            assertThat(verify(header.salt(), offset) == Verdict.VALID)
                    .as("offset %d", offset)
                    .isEqualTo(offset == OFFSET);
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        write(RecordKind.DATA, LENGTH);
        for (int bit = 0; bit < 8 * (32 + LENGTH); bit++) {
            int at = (int) OFFSET + bit / 8;
            memory.put(at, (byte) (memory.get(at) ^ 1 << bit % 8));
            assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048))
                    .as("bit %d", bit)
                    .isNotEqualTo(Verdict.VALID);
            memory.put(at, (byte) (memory.get(at) ^ 1 << bit % 8));
        }
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.VALID);
    }

    @Test
    void aBitOfTheFirstWordAndOneOfTheChecksumNeverCancelOut() {
        write(RecordKind.DATA, LENGTH);
        long word = memory.getLong((int) OFFSET);
        for (int low = 0; low < 32; low++) {
            for (int high = 32; high < 64; high++) {
                memory.putLong((int) OFFSET, word ^ 1L << low ^ 1L << high);
                assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048))
                        .as("bits %d and %d", low, high)
                        .isNotEqualTo(Verdict.VALID);
            }
        }
    }

    @Test
    void lengthsAreCheckedBeforeTheyAreBelieved() {
        write(RecordKind.DATA, LENGTH);
        for (int length : new int[] {RecordLayout.MAX_LENGTH, 2048, 1024 - 31}) {
            memory.putInt((int) OFFSET, 1 << 28 | length);
            assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.BAD_LENGTH);
        }
        memory.putInt((int) OFFSET, 1 << 28 | 1024 - 32);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.BAD_CHECKSUM);
    }

    @Test
    void kindsThatAreUnknownAreNoRecords() {
        for (int kind : new int[] {0, 5, 7, 8, 15}) {
            memory.putInt((int) OFFSET, kind << 28 | 8);
            assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.UNKNOWN_KIND);
        }
    }

    @Test
    void anOpeningIsEmpty() {
        write(RecordKind.OPENING, 0);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.VALID);
        write(RecordKind.OPENING, 1);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void aClosingIsEmpty() {
        write(RecordKind.CLOSING, 0);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.VALID);
        write(RecordKind.CLOSING, 1);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, 2048)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void lessThanAHeaderIsNoRecord() {
        write(RecordKind.DATA, 0);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, OFFSET + 32)).isEqualTo(Verdict.VALID);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, OFFSET + 24)).isEqualTo(Verdict.NO_ROOM);
        assertThat(cursor.verify(memory, (int) OFFSET, OFFSET, OFFSET)).isEqualTo(Verdict.NO_ROOM);
    }
}
