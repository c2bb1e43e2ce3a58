package io.tidemark.log.follow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Goes from header to header of a segment's records as they lie in its place now. One that is written yet is read as its
 * readers do, since what the page cache gets of it a direct write throws out again; a sealed one also where it got shorter,
 * and couldn't be opened. For one thread at a time.
 */
final class HeaderWalk implements Closeable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Segment segment;
    private final PlaceBytes bytes;
    private final long end;
    private final RecordCursor record;
    private final ByteBuf chunk;
    private final ByteBuffer memory;
    private long at;
    private long nextSequence;
    private long chunkAt;
    private long chunkEnd;

    private HeaderWalk(PlaceBytes bytes, Segment segment, int entry, long end) {
        this.segment = segment;
        this.bytes = bytes;
        this.end = end;
        this.record = new RecordCursor(segment.salt());
        this.chunk = Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        this.memory = chunk.nioBuffer(0, CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SparseIndex index = segment.index();
        this.at = entry < 0 ? SegmentHeader.BYTES : index.offset(entry);
        this.nextSequence = entry < 0 ? index.baseSequence() : index.sequence(entry);
    }

    /**
     * Begins in front of the record of an entry of the index.
     *
     * @param entry the segment's first record if below 0
     * @param end offset at which it ends
     */
    static HeaderWalk open(Posix posix, Segment segment, int entry, long end) throws IOException {
        PlaceBytes bytes = PlaceBytes.open(posix, segment.place());
        try {
            return new HeaderWalk(bytes, segment, entry, end);
        } catch (RuntimeException | Error e) {
            Closing.after(e, bytes);
            throw e;
        }
    }

    /** Whether there is more to come. */
    boolean isBeforeEnd() {
        return at < end;
    }

    /** Goes on to the next header; false if there is none where it should be, or that of another sequence. */
    boolean next() throws IOException {
        if (at + RecordLayout.HEADER_BYTES > chunkEnd && !load()) {
            return false;
        }
        if (record.readHeader(memory, (int) (at - chunkAt), at, end) != Verdict.VALID
                || record.sequence() != nextSequence) {
            return false;
        }
        at = record.nextOffset();
        nextSequence += record.isData() ? 1 : 0;
        return true;
    }

    private boolean load() throws IOException {
        int length = (int) Math.min(CHUNK_BYTES, Math.min(end, bytes.lengthBytes()) - at);
        if (length < RecordLayout.HEADER_BYTES) {
            return false;
        }
        if (segment.isSealed()) {
            bytes.read(at, chunk, 0, length);
        } else {
            segment.read(at, chunk.clear(), length);
        }
        chunkAt = at;
        chunkEnd = at + length;
        return true;
    }

    /** What belongs behind the last header. */
    long nextSequence() {
        return nextSequence;
    }

    /** The record of the last header. */
    RecordCursor record() {
        return record;
    }

    @Override
    public void close() throws IOException {
        chunk.release();
        bytes.close();
    }
}
