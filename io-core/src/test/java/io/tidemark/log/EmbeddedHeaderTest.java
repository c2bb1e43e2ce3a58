package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record may hold anything, what begins a segment of another log too, and lie where that would. */
@Tag("no-disk")
class EmbeddedHeaderTest extends LogInMemory {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 100;

    /** Behind the header, the opening record and its own header. */
    private static final int PAYLOAD_OFFSET = SegmentHeader.BYTES + 2 * RecordLayout.HEADER_BYTES;

    private static LogOptions.Builder options() {
        return SmallLogs.options(Layout.SINGLE_FILE).segmentBytes(4 * MIB);
    }

    private static ByteBuf withHeaderAt(int offset) {
        ByteBuffer payload = ByteBuffer.allocate(2 * MIB);
        HeaderCodec.encode(SegmentImage.header(MIB), payload.slice(offset - PAYLOAD_OFFSET, SegmentHeader.BYTES));
        return Unpooled.wrappedBuffer(payload);
    }

    private byte[] bytesAt(int offset) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(offset);
            file.readFully(bytes);
        }
        return bytes;
    }

    @Test
    void itSaysNothingOfTheSlotsWhenTheFirstOneIsFree() throws IOException {
        try (HybridLog log = HybridLog.open(path, options().build())) {
            log.append(withHeaderAt(MIB));
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.discardBefore(1);
        }
        ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
        HeaderCodec.encode(SegmentImage.header(MIB), header);
        assertThat(bytesAt(MIB)).as("a header").isEqualTo(header.array());
        assertThat(bytesAt(0)).as("a free slot").containsOnly(0);

        for (OpenMode mode : new OpenMode[] {OpenMode.READ_ONLY, OpenMode.OPEN_EXISTING}) {
            try (HybridLog log = HybridLog.open(path, options().openMode(mode).build())) {
                assertThat(log.segmentBytes()).isEqualTo(4L * MIB);
                assertThat(log.firstSequence()).isEqualTo(1);
                assertThat(log.lastSequence()).isEqualTo(10);
                log.read(10).release();
            }
        }
        assertThat(Verification.run(path, bytes -> {}).problems()).isEmpty();
    }
}
