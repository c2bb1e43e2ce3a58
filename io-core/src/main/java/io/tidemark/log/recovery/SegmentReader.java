package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of one segment. */
@FunctionalInterface
public interface SegmentReader {
    /**
     * Reads all of the bytes asked for.
     *
     * @param offset in the segment
     * @param target written from {@code targetIndex} on; its indices don't change
     * @throws IOException if they can't all be read; a short read is an error, never the end of the log
     */
    void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException;

    /**
     * Reads the header of a record.
     *
     * @param record takes what it says
     * @param offset of it in the segment; all of the header lies in front of {@code limit}
     * @param limit offset behind the last byte that there is
     */
    default Verdict readHeader(RecordCursor record, long offset, long limit) throws IOException {
        ByteBuf header = Unpooled.directBuffer(RecordLayout.HEADER_BYTES, RecordLayout.HEADER_BYTES);
        try {
            read(offset, header, 0, RecordLayout.HEADER_BYTES);
            ByteBuffer memory = header.nioBuffer(0, RecordLayout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            return record.readHeader(memory, 0, offset, limit);
        } finally {
            header.release();
        }
    }
}
