package io.tidemark.log;

import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;

/** Looks for a record by its time: by the indexes of segments, and then record by record. Any thread. */
record TimeSearch(LogReader log) {
    /** @param known what was taken back of the log in which it was found */
    record Found(long sequence, CutBacks known) {}

    /** The first record whose timestamp isn't lower; one behind the last one, which is looked for, if there is none. */
    Found find(long timestampMicros) throws IOException {
        while (true) {
            CutBacks known = log.cutBacks();
            // Before the list is taken, which then holds all in front of it.
            long behind = log.visible(Visibility.APPENDED) + 1;
            SegmentList list = log.segments().list();
            try {
                return find(from(list, behind, timestampMicros), timestampMicros, known);
            } catch (SequenceOutOfRangeException | LogCutBackException e) {
                if (log.segments().list() == list && list.cutBacks().equals(known)) {
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

    private Found find(long from, long timestampMicros, CutBacks known) throws IOException {
        try (LogCursor cursor = new LogCursor(log, Visibility.APPENDED, from, known)) {
            while (cursor.next()) {
                if (cursor.timestampMicros() >= timestampMicros) {
                    return new Found(cursor.sequence(), known);
                }
            }
            return new Found(cursor.nextSequence(), known);
        }
    }
}
