package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import java.io.IOException;

/**
 * Finds every intact record of a segment, also behind damage: where no record begins, the next one is looked for on each
 * multiple of 8. A checksum binds a record to its place, so what is found was written there. What an earlier incarnation
 * left behind a later one, and what steps back in the sequence, is passed over.
 */
public final class RescueScan {
    /** Hears of records, in order. */
    @FunctionalInterface
    public interface Listener {
        /**
         * An intact {@code DATA} record.
         *
         * @param record only until the call returns
         */
        void onRecord(RecordCursor record) throws IOException;
    }

    private RescueScan() {}

    /**
     * Scans a segment. Changes nothing.
     *
     * @param header of the segment, or one that is supposed
     * @param limit offset behind the last byte that there is; more than the segment is ignored
     */
    public static void run(SegmentReader reader, SegmentHeader header, long limit, Listener listener)
            throws IOException {
        long end = Math.min(limit, header.segmentBytes()) & -RecordLayout.ALIGNMENT_BYTES;
        RecordCursor cursor = new RecordCursor(header.salt());
        long nextSequence = header.baseSequence();
        int incarnation = header.incarnation();
        try (ReadWindow window = new CopiedWindow(reader, end, ScanListener.NONE)) {
            for (long offset = SegmentHeader.BYTES; end - offset >= RecordLayout.HEADER_BYTES; ) {
                window.moveToHeader(offset);
                if (!isIntact(window, cursor, offset, end)
                        || cursor.sequence() < nextSequence
                        || cursor.incarnation() < incarnation) {
                    offset += RecordLayout.ALIGNMENT_BYTES;
                    continue;
                }
                incarnation = cursor.incarnation();
                if (cursor.kind() == RecordKind.FOOTER) {
                    return;
                }
                if (cursor.kind() == RecordKind.DATA) {
                    listener.onRecord(cursor);
                    nextSequence = cursor.sequence() + 1;
                }
                offset = cursor.nextOffset();
            }
        }
    }

    /** Whether an intact record of any kind begins at an offset. */
    public static boolean isRecordAt(SegmentReader reader, SegmentHeader header, long offset, long limit)
            throws IOException {
        if (limit - offset < RecordLayout.HEADER_BYTES) {
            return false;
        }
        try (ReadWindow window = new CopiedWindow(reader, limit, ScanListener.NONE)) {
            window.moveToHeader(offset);
            return isIntact(window, new RecordCursor(header.salt()), offset, limit);
        }
    }

    private static boolean isIntact(ReadWindow window, RecordCursor cursor, long offset, long end) throws IOException {
        if (cursor.readHeader(window.memory(), window.indexOf(offset), offset, end) != Verdict.VALID) {
            return false;
        }
        window.checksum(cursor);
        return cursor.isChecksumRight();
    }
}
