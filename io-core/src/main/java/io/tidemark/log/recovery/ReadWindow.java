package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A part of a segment in memory, moved along it, so that a record header is always in one piece; payloads are checksummed
 * part by part.
 */
abstract class ReadWindow implements AutoCloseable {
    /** Small enough for the processor's cache: a chunk that was copied is checksummed right after. */
    static final int CHUNK_BYTES = 256 << 10;

    private final ScanListener listener;
    private final long limit;
    private final ByteBuffer memory;

    /** Offset of the byte at index 0; valid bytes are from {@code from} to {@code to}. */
    private long origin;

    private long from;
    private long to;
    private long reported;

    /**
     * @param memory all of it, whatever its order, position and limit
     * @param limit offset behind the last byte that may be read
     */
    ReadWindow(ByteBuffer memory, long limit, ScanListener listener) {
        this.memory = memory.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        this.limit = limit;
        this.listener = listener;
    }

    /** Makes the bytes at {@code offset} and some behind them available, by {@link #hold}. */
    abstract void load(long offset) throws IOException;

    /** Makes the bytes behind {@link #end} available, and keeps those from {@code offset} on, by {@link #hold}. */
    abstract void extend(long offset) throws IOException;

    @Override
    public abstract void close();

    /** Says which bytes there are by now, and where. */
    final void hold(long newOrigin, long newFrom, long newTo) {
        origin = newOrigin;
        from = newFrom;
        to = newTo;
        if (to > reported) {
            reported = to;
            listener.onProgress(to);
        }
    }

    /** Nothing is here any more: what is wanted next is made available anew. */
    final void forget() {
        from = to;
    }

    final long limit() {
        return limit;
    }

    final ByteBuffer memory() {
        return memory;
    }

    final int indexOf(long offset) {
        return (int) (offset - origin);
    }

    /** Offset behind the last byte that is here. */
    final long end() {
        return to;
    }

    final boolean holds(long offset, long endOffset) {
        return offset >= from && endOffset <= to;
    }

    /** Makes the record header at {@code offset} available; the caller knows that the limit is behind it. */
    final void moveToHeader(long offset) throws IOException {
        long end = offset + RecordLayout.HEADER_BYTES;
        if (holds(offset, end)) {
            return;
        }
        if (!holds(offset, offset + 1)) {
            load(offset);
        }
        if (end > to) {
            extend(offset);
        }
    }

    /**
     * The first offset from {@code offset} on whose header could be a record's: its first word isn't zero, and its sequence
     * lies in the bounds. If there is none, the last one whose header is here. The header at {@code offset} was moved to.
     * This is what a search spends its time with.
     *
     * @param mostSequence the upper bound; nothing lies in the bounds if it is lower than {@code leastSequence}
     */
    final long candidate(long offset, long leastSequence, long mostSequence) {
        ByteBuffer bytes = memory;
        long sequences = Math.max(0, mostSequence - leastSequence + 1);
        int last = indexOf(to) - RecordLayout.HEADER_BYTES;
        int index = indexOf(offset);
        while (index < last) {
            long ahead = bytes.getLong(index + RecordLayout.SEQUENCE_AT) - leastSequence;
            // One comparison, because of two the first is a toss-up where bytes are random.
            if (Long.compareUnsigned(ahead, sequences) < 0 && bytes.getLong(index) != 0) {
                break;
            }
            index += RecordLayout.ALIGNMENT_BYTES;
        }
        return origin + index;
    }

    /** Gives the cursor its checksummed bytes, wherever they lie; the window moves along. */
    final void checksum(RecordCursor cursor) throws IOException {
        long end = cursor.payloadEnd();
        for (long at = cursor.checkedOffset(); at < end; ) {
            if (!holds(at, at + 1)) {
                load(at);
            }
            long step = Math.min(end, to);
            cursor.update(memory, indexOf(at), indexOf(step));
            at = step;
        }
    }
}
