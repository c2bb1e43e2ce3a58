package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A chunk of a segment in memory, moved along it. Chunks begin at multiples of their size. In front is room for the end
 * of the chunk before, so that a record header is always in one piece; payloads are checksummed chunk by chunk.
 */
final class ReadWindow implements AutoCloseable {
    /** Small enough for the processor's cache: a chunk is checksummed right after it was copied. */
    static final int CHUNK_BYTES = 256 << 10;

    private static final int FRONT_BYTES = RecordLayout.HEADER_BYTES;

    private final SegmentReader reader;
    private final ScanListener listener;
    private final long limit;
    private final ByteBuf bytes;
    private final ByteBuffer memory;

    /** Offset of the byte at index 0; valid bytes are from {@code from} to {@code to}. */
    private long origin;

    private long from;
    private long to;
    private long reported;

    /** @param limit offset behind the last byte that may be read */
    ReadWindow(SegmentReader reader, long limit, ScanListener listener) {
        this.reader = reader;
        this.listener = listener;
        this.limit = limit;
        int chunk = (int) Math.min(CHUNK_BYTES, Math.max(limit, FRONT_BYTES));
        this.bytes = Unpooled.directBuffer(FRONT_BYTES + chunk, FRONT_BYTES + chunk);
        this.memory = bytes.nioBuffer(0, bytes.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer memory() {
        return memory;
    }

    int indexOf(long offset) {
        return (int) (offset - origin);
    }

    /** Offset behind the last byte that is here. */
    long end() {
        return to;
    }

    boolean holds(long offset, long endOffset) {
        return offset >= from && endOffset <= to;
    }

    /** Makes the record header at {@code offset} available; the caller knows that the limit is behind it. */
    void moveToHeader(long offset) throws IOException {
        long end = offset + RecordLayout.HEADER_BYTES;
        if (holds(offset, end)) {
            return;
        }
        if (!holds(offset, offset + 1)) {
            load(offset & -CHUNK_BYTES);
            from = offset;
        }
        if (end > to) {
            int kept = (int) (to - offset);
            bytes.setBytes(FRONT_BYTES - kept, bytes, indexOf(offset), kept);
            load(to);
            from = offset;
        }
    }

    /**
     * The first word from {@code offset} on that isn't zero, or the last one whose header is here: zeros begin no record.
     * The header at {@code offset} was moved to.
     */
    long behindZeros(long offset) {
        int last = indexOf(to) - RecordLayout.HEADER_BYTES;
        int index = indexOf(offset);
        while (index < last && memory.getLong(index) == 0) {
            index += RecordLayout.ALIGNMENT_BYTES;
        }
        return origin + index;
    }

    /** Gives the cursor its checksummed bytes, wherever they lie; the window moves along. */
    void checksum(RecordCursor cursor) throws IOException {
        long end = cursor.payloadEnd();
        for (long at = cursor.checkedOffset(); at < end; ) {
            if (!holds(at, at + 1)) {
                load(at & -CHUNK_BYTES);
            }
            long step = Math.min(end, to);
            cursor.update(memory, indexOf(at), indexOf(step));
            at = step;
        }
    }

    private void load(long offset) throws IOException {
        int length = (int) Math.min(CHUNK_BYTES, limit - offset);
        reader.read(offset, bytes, FRONT_BYTES, length);
        origin = offset - FRONT_BYTES;
        from = offset;
        to = offset + length;
        if (to > reported) {
            reported = to;
            listener.onProgress(to);
        }
    }

    @Override
    public void close() {
        bytes.release();
    }
}
