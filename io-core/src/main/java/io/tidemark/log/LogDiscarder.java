package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Gives the oldest segments back, by hand or by {@link Retention}. One discard at a time; readers go on. */
final class LogDiscarder {
    private final LogSegments segments;
    private final SegmentStore store;
    private final LogListener listener;

    /** Discarded, but still there: one whose place could not be freed must be before those behind it are. */
    private final Deque<Segment> unfreed = new ArrayDeque<>();

    LogDiscarder(LogSegments segments, SegmentStore store, LogListener listener) {
        this.segments = segments;
        this.store = store;
        this.listener = listener;
    }

    /** Discards what lies before {@code sequence} as a whole; it is sealed. */
    void discardBefore(long sequence) throws IOException {
        SegmentList list = segments.list();
        int count = 0;
        while (count + 1 < list.count()
                && list.get(count).isSealed()
                && list.get(count + 1).baseSequence() <= sequence) {
            count++;
        }
        discard(list, count);
    }

    /** Discards what is more than is to be kept; {@code last} is the last sequence of the log. */
    void retain(Retention retention, long last) throws IOException {
        SegmentList list = segments.list();
        int count = 0;
        while (count + 1 < list.count() && list.get(count).isSealed() && isSurplus(retention, list, count, last)) {
            count++;
        }
        discard(list, count);
    }

    private static boolean isSurplus(Retention retention, SegmentList list, int index, long last) {
        Segment segment = list.get(index);
        Segment next = list.get(index + 1);
        if (retention instanceof Retention.Bytes bytes) {
            return (list.count() - index - 1) * segment.header().segmentBytes() >= bytes.bytes();
        }
        if (retention instanceof Retention.Records records) {
            return last + 1 - next.baseSequence() >= records.count();
        }
        if (retention instanceof Retention.Age age) {
            return segment.index().highestTimestampMicros()
                    < MicroClock.now() - age.age().toNanos() / 1_000;
        }
        return false;
    }

    /** From the oldest on, so that what is left has no gap whenever this is interrupted, or fails. */
    private synchronized void discard(SegmentList seen, int count) throws IOException {
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Segment oldest = segments.list().get(0);
            if (oldest != seen.get(i)) {
                continue; // Somebody else did.
            }
            segments.removeFirst(1);
            unfreed.add(oldest);
            any = true;
        }
        try {
            free();
        } finally {
            if (any) {
                listener.onDiscarded(segments.list().get(0).baseSequence());
            }
        }
    }

    private void free() throws IOException {
        for (Segment oldest = unfreed.peek(); oldest != null; oldest = unfreed.peek()) {
            oldest.discard();
            store.free(oldest.place(), oldest::isViewed);
            unfreed.remove();
        }
    }
}
