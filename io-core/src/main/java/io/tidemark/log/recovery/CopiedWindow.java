package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordLayout;
import java.io.IOException;

/**
 * A chunk of a segment, copied. Chunks begin at multiples of their size; in front is room for the end of the chunk before,
 * where a header begins.
 */
final class CopiedWindow extends ReadWindow {
    private static final int FRONT_BYTES = RecordLayout.HEADER_BYTES;

    private final SegmentReader reader;
    private final ByteBuf bytes;

    CopiedWindow(SegmentReader reader, long limit, ScanListener listener) {
        this(reader, limit, listener, room(limit));
    }

    private CopiedWindow(SegmentReader reader, long limit, ScanListener listener, ByteBuf bytes) {
        super(bytes.nioBuffer(0, bytes.capacity()), limit, listener);
        this.reader = reader;
        this.bytes = bytes;
    }

    private static ByteBuf room(long limit) {
        int chunk = (int) Math.min(CHUNK_BYTES, Math.max(limit, FRONT_BYTES));
        return Unpooled.directBuffer(FRONT_BYTES + chunk, FRONT_BYTES + chunk);
    }

    @Override
    void load(long offset) throws IOException {
        long chunk = offset & -CHUNK_BYTES;
        hold(chunk - FRONT_BYTES, chunk, read(chunk));
    }

    @Override
    void extend(long offset) throws IOException {
        long chunk = end();
        int kept = (int) (chunk - offset);
        bytes.setBytes(FRONT_BYTES - kept, bytes, indexOf(offset), kept);
        hold(chunk - FRONT_BYTES, offset, read(chunk));
    }

    private long read(long chunk) throws IOException {
        int length = (int) Math.min(CHUNK_BYTES, limit() - chunk);
        reader.read(chunk, bytes, FRONT_BYTES, length);
        return chunk + length;
    }

    @Override
    public void close() {
        bytes.release();
    }
}
