package io.tidemark.log.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordCheck;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A few records that are where a multiplication says: all are copied before the first one is verified. A copy needs to know
 * nothing of the one before, so the processor waits for the memory of several at a time; a checksum between them would keep
 * it from looking that far ahead. For one thread at a time.
 */
final class RecordBatch {
    private static final int MOST_RECORDS = 32;

    /** Of all copies; no more than a first cache holds. */
    private static final int MOST_BYTES = 32 << 10;

    private static final int NOT_COPIED = -1;

    private final ByteBuf copies = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(MOST_BYTES));

    /** One of them for each copy, so that a payload that somebody retains is his alone. */
    private final ByteBuf[] payloads = new ByteBuf[MOST_RECORDS];

    private final Segment[] segments = new Segment[MOST_RECORDS];
    private final long[] offsets = new long[MOST_RECORDS];
    private final int[] sizes = new int[MOST_RECORDS];

    /** Where each one's copy begins. */
    private final int[] indices = new int[MOST_RECORDS];

    /** Places in one segment, to be copied together. */
    private final long[] places = new long[MOST_RECORDS];

    RecordBatch() {
        Arrays.setAll(payloads, i -> copies.duplicate());
    }

    /**
     * Copies records from {@code from} on, up to the first one that isn't easily found.
     *
     * @param last sequences behind it are not found
     * @return how many
     * @throws IOException if one of them can't be copied; then none counts as copied
     */
    int copy(SegmentList list, long last, long[] sequences, int from) throws IOException {
        int count = find(list, last, sequences, from);
        Arrays.fill(indices, 0, count, NOT_COPIED);
        copies.clear();
        for (int first = 0; first < count; first++) {
            if (indices[first] == NOT_COPIED) {
                copyAlike(first, count);
            }
        }
        return count;
    }

    private int find(SegmentList list, long last, long[] sequences, int from) throws IOException {
        int most = Math.min(MOST_RECORDS, sequences.length - from);
        int bytes = 0;
        for (int i = 0; i < most; i++) {
            long sequence = sequences[from + i];
            int number = list.indexOf(sequence);
            if (sequence > last || number < 0) {
                return i;
            }
            Segment segment = list.get(number);
            int size = segment.index().regularBytes();
            long offset = segment.index().regularOffset(sequence);
            if (size == 0 || size > MOST_BYTES - bytes || offset + size > segment.readableEnd()) {
                return i;
            }
            segments[i] = segment;
            offsets[i] = offset;
            sizes[i] = size;
            bytes += size;
        }
        return most;
    }

    /** Those of the same segment and size as {@code first}. */
    private void copyAlike(int first, int count) throws IOException {
        Segment segment = segments[first];
        int size = sizes[first];
        int alike = 0;
        for (int i = first; i < count; i++) {
            if (segments[i] == segment && sizes[i] == size) {
                indices[i] = copies.writerIndex() + alike * size;
                places[alike++] = offsets[i];
            }
        }
        segment.read(places, alike, copies, size);
    }

    /** The payload of the copy; null if that isn't the record of this sequence. */
    ByteBuf payload(int i, long sequence) {
        int length = RecordCheck.length(segments[i].salt(), offsets[i], sequence, sizes[i], copies, indices[i]);
        if (length < 0) {
            return null;
        }
        int payloadAt = indices[i] + RecordLayout.HEADER_BYTES;
        return payloads[i].setIndex(payloadAt, payloadAt + length);
    }

    /** Lets go of the segments. */
    void forget() {
        Arrays.fill(segments, null);
    }

    /** Not if somebody has retained a payload. */
    boolean isReusable() {
        return copies.refCnt() == 1;
    }
}
