package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.SegmentImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class RecordCheckTest {
    private static final int OFFSET = 1024;
    private static final int LENGTH = 40;
    private static final int RECORD_BYTES = 32 + LENGTH;
    private static final long SEQUENCE = 5;
    private static final int NONE = -1;

    private final SegmentSalt salt = SegmentImage.header().salt();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(2048).order(ByteOrder.LITTLE_ENDIAN);

    private void write(RecordKind kind) {
        RecordWriter writer = new RecordWriter(memory);
        writer.beginSegment(salt, 3);
        writer.stage(OFFSET, kind, OFFSET, SEQUENCE, 6, 512, Unpooled.wrappedBuffer(new byte[LENGTH]), 0, LENGTH);
        writer.complete();
        memory.clear();
    }

    private int length(ByteBuffer bytes, long offset, long sequence) {
        return RecordCheck.length(salt, offset, sequence, bytes, OFFSET);
    }

    /** By a buffer of Netty's, that has no more than the record. */
    private int length(int recordBytes) {
        ByteBuf bytes = Unpooled.wrappedBuffer(memory.duplicate());
        return RecordCheck.length(salt, OFFSET, SEQUENCE, recordBytes, bytes, OFFSET);
    }

    private ByteBuffer upTo(int end) {
        return memory.slice(0, end).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aRecordIsKnownBySequenceAndPlace() {
        write(RecordKind.DATA);
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(LENGTH);
        assertThat(length(memory, OFFSET, SEQUENCE + 1)).isEqualTo(NONE);
        assertThat(length(memory, OFFSET + 8, SEQUENCE)).isEqualTo(NONE);
        assertThat(RecordCheck.timestampMicros(memory, OFFSET)).isEqualTo(6);
        assertThat(length(RECORD_BYTES)).isEqualTo(LENGTH);
        assertThat(length(RECORD_BYTES + 8)).isEqualTo(NONE);
    }

    @Test
    void memoryIsLeftAsItWas() {
        write(RecordKind.DATA);
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(LENGTH);
        assertThat(memory.limit()).isEqualTo(memory.capacity());
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(LENGTH);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        write(RecordKind.DATA);
        for (int bit = 0; bit < 8 * RECORD_BYTES; bit++) {
            int at = OFFSET + bit / 8;
            memory.put(at, (byte) (memory.get(at) ^ 1 << bit % 8));
            assertThat(length(memory, OFFSET, SEQUENCE)).as("bit %d", bit).isEqualTo(NONE);
            assertThat(length(RECORD_BYTES)).as("bit %d", bit).isEqualTo(NONE);
            memory.put(at, (byte) (memory.get(at) ^ 1 << bit % 8));
        }
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(LENGTH);
    }

    @Test
    void aRecordThatIsNotAllThereIsNone() {
        write(RecordKind.DATA);
        for (int bytes = 0; bytes < RECORD_BYTES; bytes++) {
            assertThat(length(upTo(OFFSET + bytes), OFFSET, SEQUENCE))
                    .as("%d bytes", bytes)
                    .isEqualTo(NONE);
        }
        assertThat(length(upTo(OFFSET + RECORD_BYTES), OFFSET, SEQUENCE)).isEqualTo(LENGTH);
    }

    @Test
    void lengthsAreCheckedBeforeTheyAreBelieved() {
        write(RecordKind.DATA);
        memory.putInt(OFFSET, 1 << 28 | RecordLayout.MAX_LENGTH);
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(NONE);
        assertThat(length(RECORD_BYTES)).isEqualTo(NONE);
    }

    @Test
    void whatIsNoCallersRecordIsNone() {
        write(RecordKind.FOOTER);
        assertThat(length(memory, OFFSET, SEQUENCE)).isEqualTo(NONE);
        assertThat(length(RECORD_BYTES)).isEqualTo(NONE);
    }
}
