package io.tidemark.log;

import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;

/** Looks for a record by its time: by the indexes of segments, and then record by record. Any thread. */
record TimeSearch(LogReader log) {
    /** Of the first record whose timestamp isn't lower; one behind the last one, which is looked for, if there is none. */
    long sequenceAt(long timestampMicros) throws IOException {
        while (true) {
            // Before the list is taken, which then holds all in front of it.
            long behind = log.visible(Visibility.APPENDED) + 1;
            SegmentList list = log.segments().list();
            try {
                return sequenceAt(from(list, behind, timestampMicros), timestampMicros);
            } catch (SequenceOutOfRangeException | LogCutBackException e) {
                if (log.segments().list() == list) {
                    throw e;
                } // Else it was discarded or taken back meanwhile, and what is left begins later or ends earlier.
            }
        }
    }

    /** From where to look for it: none is in front. */
    private static long from(SegmentList list, long end, long timestampMicros) {
        // What was the end a moment ago may have been discarded since.
        long behind = list.count() == 0 ? end : Math.max(end, list.get(0).baseSequence());
        for (int i = 0; i < list.count(); i++) {
            Segment segment = list.get(i);
            SparseIndex index = segment.index();
            boolean isLast = i == list.count() - 1;
            int entry = index.entryByTime(timestampMicros);
            if (entry >= 0 && (isLast || index.highestTimestampMicros() >= timestampMicros)) {
                return Math.min(index.sequence(entry), behind); // Of a batch that is still being appended, perhaps.
            }
        }
        return behind;
    }

    private long sequenceAt(long from, long timestampMicros) throws IOException {
        try (LogCursor cursor = new LogCursor(log, Visibility.APPENDED, from)) {
            while (cursor.next()) {
                if (cursor.timestampMicros() >= timestampMicros) {
                    return cursor.sequence();
                }
            }
            return cursor.nextSequence();
        }
    }
}
