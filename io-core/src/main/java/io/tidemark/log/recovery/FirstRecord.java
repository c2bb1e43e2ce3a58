package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import java.io.IOException;
import java.util.function.Predicate;

/** Looks whether a segment begins with a record. Places that were used before do, so as little as possible is read of it. */
public final class FirstRecord {
    private FirstRecord() {}

    /**
     * Whether an intact record of any kind is the first one.
     *
     * @param isWanted asked about its header, before anything else of it is read
     * @param limit offset behind the last byte that there is
     */
    public static boolean isIntact(
            SegmentReader reader, SegmentHeader segment, long limit, Predicate<RecordCursor> isWanted)
            throws IOException {
        long end = limit & -RecordLayout.ALIGNMENT_BYTES;
        if (end - SegmentHeader.BYTES < RecordLayout.HEADER_BYTES) {
            return false;
        }
        RecordCursor record = new RecordCursor(segment.salt());
        if (reader.readHeader(record, SegmentHeader.BYTES, end) != Verdict.VALID || !isWanted.test(record)) {
            return false;
        }
        try (ReadWindow window = new CopiedWindow(reader, end, ScanListener.NONE)) {
            window.checksum(record);
            return record.isChecksumRight();
        }
    }
}
