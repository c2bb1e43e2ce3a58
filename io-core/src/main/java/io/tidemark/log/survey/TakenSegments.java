package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Sealed;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The segments that are left of a log, taken in order, and what goes on behind them. */
final class TakenSegments {
    private final List<Recovered.Sealed> sealed = new ArrayList<>();

    /** Null if the last one is complete. */
    private Recovered.Tail tail;

    private long nextSequence;
    private int incarnation;

    /**
     * None yet.
     *
     * @param firstSequence of the first one
     * @param incarnation the highest one that a header tells
     */
    TakenSegments(long firstSequence, int incarnation) {
        this.nextSequence = firstSequence;
        this.incarnation = incarnation;
    }

    /** One that is complete. */
    void addSealed(Located segment, long lengthBytes, Sealed complete) {
        incarnation = Math.max(incarnation, complete.incarnation());
        long length = Math.min(lengthBytes, segment.header().segmentBytes());
        sealed.add(new Recovered.Sealed(segment, complete.index(), new SegmentEnd.Sealed(complete.footer(), length)));
        nextSequence = complete.index().nextSequence();
    }

    /** The last one, which isn't complete. */
    void addTail(Located segment, End end) {
        incarnation = Math.max(incarnation, end.incarnation());
        tail = new Recovered.Tail(segment, end.index(), end.offset(), end.incarnation(), end.isClosed());
        nextSequence = end.index().nextSequence();
    }

    /** The last one, up to damage in it. */
    void addDamaged(Located segment, Damage damage) {
        tail = new Recovered.Tail(segment, damage.index(), damage.offset(), incarnation, false);
        nextSequence = damage.index().nextSequence();
    }

    int count() {
        return sealed.size() + (hasTail() ? 1 : 0);
    }

    /** Whether the last one isn't complete. */
    boolean hasTail() {
        return tail != null;
    }

    /** Whether there is a record in one of them. */
    boolean hasRecords() {
        return count() > 0 && nextSequence > first().header().baseSequence();
    }

    private Located first() {
        return sealed.isEmpty() ? tail.segment() : sealed.get(0).segment();
    }

    Located last() {
        return hasTail() ? tail.segment() : sealed.get(sealed.size() - 1).segment();
    }

    /** Behind the last record. */
    long nextSequence() {
        return nextSequence;
    }

    /** The highest one that was seen. */
    int incarnation() {
        return incarnation;
    }

    /** As those that others may lie in front of or behind. */
    Neighbours neighbours() {
        return new Neighbours(first().header(), last().header(), nextSequence, incarnation);
    }

    /** Where the log begins and ends if these are all of it. */
    LogExtent extent() {
        return new LogExtent(
                first().segmentNumber(), last().segmentNumber(), hasTail() ? tail.endOffset() : Long.MAX_VALUE);
    }

    /** @param unproven places of those that nothing proves to be durable */
    Recovered result(List<SegmentPlace> unproven) {
        SegmentHeader first = first().header();
        return new Recovered(
                first.logId(),
                first.segmentBytes(),
                List.copyOf(sealed),
                Optional.ofNullable(tail),
                nextSequence,
                last().segmentNumber() + 1,
                incarnation + 1,
                unproven);
    }
}
