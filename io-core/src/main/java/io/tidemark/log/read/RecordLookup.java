package io.tidemark.log.read;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.RecordCheck;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentDamage;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds one record of a segment by its sequence. If all records seem to be of one size, the wanted one is where a
 * multiplication says; its checksum tells whether that is so, because it binds the record to its offset. Otherwise the
 * index names a record a few kilobytes in front of it at most, and those in between are passed one by one.
 */
final class RecordLookup {
    /** Read at once on the way to a record; most records end in it. */
    private static final int STEP_BYTES = 2 * SegmentSummary.INTERVAL_BYTES;

    private final Segment segment;
    private final RecordCursor cursor;
    private final long sequence;

    private RecordLookup(Segment segment, long sequence) {
        this.segment = segment;
        this.cursor = new RecordCursor(segment.salt());
        this.sequence = sequence;
    }

    /**
     * The payload; a view where the mode has one.
     *
     * @return the caller's to release
     * @throws DamagedLogException if the record is not what was written
     */
    static ByteBuf find(Segment segment, long sequence) throws IOException {
        int size = segment.index().regularBytes();
        long offset = segment.index().regularOffset(sequence);
        if (size == 0 || offset + size > segment.readableEnd()) {
            return new RecordLookup(segment, sequence).walk();
        }
        ByteBuf bytes = segment.read(offset, size);
        ByteBuf found = null;
        try {
            int at = bytes.readerIndex();
            int length = RecordCheck.length(segment.salt(), offset, sequence, size, bytes, at);
            if (length >= 0) {
                found = payload(bytes, at, length);
                return found;
            }
        } finally {
            if (found == null) {
                bytes.release();
            }
        }
        return new RecordLookup(segment, sequence).walk();
    }

    /**
     * The payload, appended to {@code target}.
     *
     * @return its length in bytes
     * @throws DamagedLogException if the record is not what was written
     */
    static int find(Segment segment, long sequence, ByteBuf target) throws IOException {
        int size = segment.index().regularBytes();
        long offset = segment.index().regularOffset(sequence);
        if (size == 0 || offset + size > segment.readableEnd() || size > target.maxWritableBytes()) {
            return walk(segment, sequence, target);
        }
        int at = target.writerIndex();
        segment.read(offset, target, size);
        target.writerIndex(at);
        int length = RecordCheck.length(segment.salt(), offset, sequence, size, target, at);
        if (length < 0) {
            return walk(segment, sequence, target);
        }
        int payloadAt = at + RecordLayout.HEADER_BYTES;
        if (target.readerIndex() == at) {
            target.setIndex(payloadAt, payloadAt + length);
        } else {
            target.setBytes(at, target, payloadAt, length);
            target.writerIndex(at + length);
        }
        return length;
    }

    private static int walk(Segment segment, long sequence, ByteBuf target) throws IOException {
        ByteBuf found = new RecordLookup(segment, sequence).walk();
        try {
            int length = found.readableBytes();
            target.writeBytes(found, found.readerIndex(), length);
            return length;
        } finally {
            found.release();
        }
    }

    /** From the entry in front of it, a few kilobytes at most; from the segment's begin if it has no record yet. */
    private ByteBuf walk() throws IOException {
        SparseIndex index = segment.index();
        int entry = index.entryBySequence(sequence);
        return walk(entry < 0 ? SegmentHeader.BYTES : index.offset(entry), segment.readableEnd());
    }

    private ByteBuf walk(long from, long end) throws IOException {
        long offset = from;
        int stepBytes = STEP_BYTES;
        while (true) {
            if (end - offset < RecordLayout.HEADER_BYTES) {
                throw damaged("the segment ends at offset " + (segment.place().offset() + end));
            }
            ByteBuf bytes = step(offset, end, stepBytes);
            stepBytes = bytes.readableBytes() == RecordLayout.HEADER_BYTES ? RecordLayout.HEADER_BYTES : stepBytes;
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

    /** Some bytes from a header on; where not all of them can be read, the header alone, because the record may be in front. */
    private ByteBuf step(long offset, long end, int most) throws IOException {
        try {
            return segment.read(offset, (int) Math.min(most, end - offset));
        } catch (MediaErrorException e) {
            return segment.read(offset, RecordLayout.HEADER_BYTES);
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
        return payload(bytes, bytes.readerIndex() + index, cursor.length());
    }

    private static ByteBuf payload(ByteBuf bytes, int index, int length) {
        return bytes.slice(index + RecordLayout.HEADER_BYTES, length);
    }

    private static ByteBuffer memory(ByteBuf bytes) {
        return bytes.nioBuffer(bytes.readerIndex(), bytes.readableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireValid(Verdict verdict) throws DamagedLogException {
        if (verdict != Verdict.VALID) {
            throw damaged(SegmentDamage.there(verdict));
        }
    }

    private DamagedLogException damaged(String what) {
        return SegmentDamage.at(segment.place(), cursor.offset(), sequence, what);
    }
}
