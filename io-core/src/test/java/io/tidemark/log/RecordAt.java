package io.tidemark.log;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A record and where its payload lies in its segment. */
record RecordAt(long sequence, long payloadOffset, long payloadEnd) {
    /** Those of a segment, in order. */
    static List<RecordAt> of(LogImage.Found segment) throws IOException {
        List<RecordAt> records = new ArrayList<>();
        try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), segment.place())) {
            SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, new ScanListener() {
                @Override
                public void onRecord(RecordCursor record) {
                    if (record.isData()) {
                        records.add(new RecordAt(record.sequence(), record.payloadOffset(), record.payloadEnd()));
                    }
                }
            });
        }
        return records;
    }

    /** Whether a part of it is among these bytes of the segment. */
    boolean touches(long offset, int length) {
        return payloadOffset - RecordLayout.HEADER_BYTES < offset + length && payloadEnd > offset;
    }
}
