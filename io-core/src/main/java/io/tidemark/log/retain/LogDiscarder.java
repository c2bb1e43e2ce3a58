package io.tidemark.log.retain;

import io.tidemark.log.LogListener;
import io.tidemark.log.Retention;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.ClosedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Gives the oldest segments back, by hand or by {@link Retention}. One discard at a time; readers go on. What goes is
 * decided before the precaution is taken, so that this covers the segment behind it whatever is completed meanwhile. A
 * segment stays until the listener has heard of its seal, as it may want to take it elsewhere, and as long as somebody holds
 * it, also if that was taken since it was decided.
 */
public final class LogDiscarder {
    private final LogSegments segments;
    private final SegmentStore store;
    private final LogListener listener;
    private final LongSupplier nowMicros;
    private final LongSupplier durable;
    private final LogHolds holds;

    /** Discarded, but still there: one whose place could not be freed must be before those behind it are. */
    private final List<Segment> unfreed = new ArrayList<>();

    /** Number of the last segment whose seal the listener has heard of, now or in an earlier life of the log. */
    private volatile long heardOf;

    /** Written under this object's monitor. */
    private volatile long discardedSegments;

    /** Guarded by this object's monitor. */
    private boolean isClosed;

    /**
     * For one log.
     *
     * @param nowMicros the clock that ages are told by, in microseconds since the epoch
     * @param durable the last sequence that is durable; only records up to there count among those that are kept
     */
    public LogDiscarder(
            LogSegments segments,
            SegmentStore store,
            LogListener listener,
            LongSupplier nowMicros,
            LongSupplier durable) {
        this.segments = segments;
        this.store = store;
        this.listener = listener;
        this.nowMicros = nowMicros;
        this.durable = durable;
        this.holds = new LogHolds(segments);
        this.heardOf = segments.list().asList().stream()
                .filter(Segment::isSealed)
                .mapToLong(segment -> segment.header().segmentNumber())
                .max()
                .orElse(-1);
    }

    /** What stays whatever is discarded. */
    public LogHolds holds() {
        return holds;
    }

    /** How many segments were discarded. */
    public long discardedSegments() {
        return discardedSegments;
    }

    /**
     * Those whose seal the listener hasn't heard of, in order, up to one that isn't sealed yet: another one's seal may have been
     * faster.
     */
    List<Segment> unheardOf() {
        return segments.list().asList().stream()
                .dropWhile(segment -> segment.header().segmentNumber() <= heardOf)
                .takeWhile(Segment::isSealed)
                .toList();
    }

    private static long numberOf(SegmentList list, int index) {
        return list.get(index).header().segmentNumber();
    }

    /** The listener has heard that a segment is sealed, as it has of all before it. */
    void heardOf(Segment segment) {
        heardOf = segment.header().segmentNumber();
    }

    /** Discards what lies before {@code sequence} as a whole; it is sealed. */
    public void discardBefore(long sequence, Precaution precaution) throws IOException {
        SegmentList list = segments.list();
        discardWhile(list, index -> list.get(index + 1).baseSequence() <= sequence, precaution);
    }

    /** Discards what exceeds the retention. An unforced segment is only sealed by the precaution, and goes at the next call. */
    void retain(Retention retention, Precaution precaution) throws IOException {
        SegmentList list = segments.list();
        discardWhile(list, index -> isTooMuch(retention, list, index), precaution);
        if (list.count() > 1 && !list.get(0).isSealed() && isTooMuch(retention, list, 0)) {
            precaution.take();
        }
    }

    private boolean isTooMuch(Retention retention, SegmentList list, int index) {
        Segment segment = list.get(index);
        Segment next = list.get(index + 1);
        if (retention instanceof Retention.Bytes bytes) {
            return (list.count() - index - 1) * segment.header().segmentBytes() >= bytes.bytes();
        }
        if (retention instanceof Retention.Records records) {
            return durable.getAsLong() + 1 - next.baseSequence() >= records.count();
        }
        if (retention instanceof Retention.Age age) {
            return segment.index().highestTimestampMicros()
                    < nowMicros.getAsLong() - TimeUnit.MICROSECONDS.convert(age.age());
        }
        return false;
    }

    /** Discards from the oldest on, as long as a segment may go, and is to go. */
    private void discardWhile(SegmentList seen, IntPredicate isToGo, Precaution precaution) throws IOException {
        int count = 0;
        while (mayGo(seen, count) && isToGo.test(count)) {
            count++;
        }
        if (count > 0) {
            precaution.take();
        }
        discard(seen, count);
    }

    /** Whether a segment has one behind it, is known to be sealed, and nobody holds it. */
    private boolean mayGo(SegmentList seen, int index) {
        return index + 1 < seen.count()
                && numberOf(seen, index) <= heardOf
                && holds.isFreeBefore(seen.get(index + 1).baseSequence());
    }

    /** From the oldest on, so that what is left has no gap whenever this is interrupted, or fails. */
    private synchronized void discard(SegmentList seen, int count) throws IOException {
        if (isClosed) {
            throw ClosedException.ofLog(segments.name());
        }
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Segment oldest = segments.list().get(0);
            if (oldest != seen.get(i)) {
                continue; // Somebody else did.
            }
            if (!leaves(oldest)) {
                break; // Nor do those behind it go.
            }
            discardedSegments++;
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

    /** Whether it has left the list; it is in one of the two whatever fails. */
    private boolean leaves(Segment oldest) {
        unfreed.add(oldest);
        boolean hasLeft = false;
        try {
            hasLeft = holds.removeFirst();
        } finally {
            if (!hasLeft) {
                unfreed.remove(unfreed.size() - 1);
            }
        }
        return hasLeft;
    }

    private void free() throws IOException {
        LogSegments.discard(List.copyOf(unfreed)); // All of them, though one may keep those behind it from being freed.
        while (!unfreed.isEmpty()) {
            Segment oldest = unfreed.get(0);
            store.free(oldest.place());
            unfreed.remove(0);
        }
    }

    /** Waits for a discard that is under way; from now on none begins, and the listener hears of none. */
    public synchronized void close() {
        isClosed = true;
    }
}
