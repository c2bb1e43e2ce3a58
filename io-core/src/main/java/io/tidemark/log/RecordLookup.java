package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds one record of a segment by its sequence. The index names a record a few kilobytes in front of it at most. If all
 * records between two entries were of one size, the wanted one is where a division says; its checksum tells whether that
 * is so, because it binds the record to its offset. Otherwise the records in between are passed one by one.
 */
final class RecordLookup {
    /** Read at once on the way to a record; most records end in it. */
    private static final int STEP_BYTES = 2 * SegmentSummary.INTERVAL_BYTES;

    private final Segment segment;
    private final RecordCursor cursor;
    private final long sequence;

    RecordLookup(Segment segment, long sequence) {
        this.segment = segment;
        this.cursor = new RecordCursor(segment.header().salt());
        this.sequence = sequence;
    }

    /**
     * The payload; a view where the mode has one.
     *
     * @return the caller's to release
     * @throws DamagedLogException if the record is not what was written
     */
    ByteBuf find() throws IOException {
        SparseIndex index = segment.index();
        int entry = index.entryBySequence(sequence);
        long offset = index.offset(entry);
        long skip = sequence - index.sequence(entry);
        long end = segment.readableEnd();
        if (entry + 1 < index.entryCount()) {
            long span = index.offset(entry + 1) - offset;
            long count = index.sequence(entry + 1) - index.sequence(entry);
            long size = span / count;
            if (size * count == span && size % RecordLayout.ALIGNMENT_BYTES == 0 && size <= Integer.MAX_VALUE) {
                ByteBuf guessed = guess(offset + skip * size, (int) size);
                if (guessed != null) {
                    return guessed;
                }
            }
        }
        return walk(offset, end);
    }

    /** The payload of a record of {@code size} bytes, if the wanted one lies here; null if not. */
    private ByteBuf guess(long offset, int size) throws IOException {
        ByteBuf bytes = segment.read(offset, size);
        boolean taken = false;
        try {
            ByteBuffer memory = memory(bytes);
            if (cursor.verify(memory, 0, offset, offset + size) == Verdict.VALID
                    && cursor.kind() == RecordKind.DATA
                    && cursor.sequence() == sequence) {
                taken = true;
                return payload(bytes, 0);
            }
            return null;
        } finally {
            if (!taken) {
                bytes.release();
            }
        }
    }

    private ByteBuf walk(long from, long end) throws IOException {
        long offset = from;
        while (true) {
            if (end - offset < RecordLayout.HEADER_BYTES) {
                throw damaged("the segment ends at " + end);
            }
            ByteBuf bytes = segment.read(offset, (int) Math.min(STEP_BYTES, end - offset));
            try {
                ByteBuffer memory = memory(bytes);
                long step = offset;
                while (offset - step <= bytes.readableBytes() - RecordLayout.HEADER_BYTES) {
                    int index = (int) (offset - step);
                    requireValid(cursor.readHeader(memory, index, offset, end));
                    if (cursor.kind() == RecordKind.DATA && cursor.sequence() == sequence) {
                        return cursor.payloadEnd() - step <= bytes.readableBytes()
                                ? verified(bytes.retain(), index)
                                : whole(offset);
                    }
                    if (cursor.sequence() > sequence) {
                        throw damaged("sequence " + cursor.sequence() + " stands in front of it");
                    }
                    offset = cursor.nextOffset();
                }
            } finally {
                bytes.release();
            }
        }
    }

    private ByteBuf whole(long offset) throws IOException {
        return verified(segment.read(offset, RecordLayout.HEADER_BYTES + cursor.length()), 0);
    }

    /** Takes over {@code bytes}. */
    private ByteBuf verified(ByteBuf bytes, int index) throws IOException {
        boolean sound = false;
        try {
            long offset = cursor.offset();
            requireValid(cursor.verify(memory(bytes), index, offset, offset + bytes.readableBytes() - index));
            sound = true;
        } finally {
            if (!sound) {
                bytes.release();
            }
        }
        return payload(bytes, index);
    }

    private ByteBuf payload(ByteBuf bytes, int index) {
        return bytes.slice(bytes.readerIndex() + index + RecordLayout.HEADER_BYTES, cursor.length());
    }

    private static ByteBuffer memory(ByteBuf bytes) {
        return bytes.nioBuffer(bytes.readerIndex(), bytes.readableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireValid(Verdict verdict) throws DamagedLogException {
        if (verdict != Verdict.VALID) {
            throw damaged("there is " + verdict.description());
        }
    }

    private DamagedLogException damaged(String what) {
        return new DamagedLogException(
                segment.place().path().toString(), segment.place().offset() + cursor.offset(), sequence, what);
    }
}
