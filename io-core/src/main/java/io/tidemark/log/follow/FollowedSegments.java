package io.tidemark.log.follow;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.RecoveredSegments;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * The segments of a log that somebody else writes, as far as they are known, with the tail among them; changed in steps, between
 * which readers may look at any time. One thread at a time changes them, and asks for the tail.
 */
final class FollowedSegments {
    private final Posix posix;
    private final OpenSegments open;
    private final LogSegments segments;
    private final FollowedLog log;

    /** Null as long as there was no segment. */
    private FollowedTail tail;

    private volatile long last;
    private volatile long durable;

    /** Those that a recovery found. */
    FollowedSegments(
            Posix posix, OpenSegments open, LogSegments segments, FollowedLog log, Optional<Recovered> recovered) {
        this.posix = posix;
        this.open = open;
        this.segments = segments;
        this.log = log;
        this.last = recovered.map(Recovered::nextSequence).orElse(0L) - 1;
        this.tail = tailOf(segments.list(), recovered);
        this.durable = provenBy(tail, segments.list(), recovered);
    }

    /** Where to go on behind what is left. */
    private FollowedTail tailOf(SegmentList list, Optional<Recovered> recovered) {
        if (list.count() == 0) {
            return null;
        }
        Optional<Recovered.Tail> growing = recovered.flatMap(Recovered::tail);
        return growing.isPresent()
                ? FollowedTail.recovered(posix, list.last(), growing.get())
                : FollowedTail.complete(
                        posix, list.last(), recovered.orElseThrow().nextIncarnation() - 1);
    }

    /** The last sequence that is known to be durable from what is left. A tail that was just begun says nothing. */
    private long provenBy(FollowedTail end, SegmentList list, Optional<Recovered> recovered) {
        long proven = recovered.map(Recovered::provenSequence).orElse(-1L);
        if (end == null) {
            return proven;
        }
        proven = Math.max(proven, end.durableSequence());
        if (proven < end.segment().baseSequence() - 1 && list.count() > 1) {
            Segment before = list.get(list.count() - 2);
            proven = Math.max(
                    proven,
                    FollowedTail.complete(posix, before, end.incarnation()).durableSequence());
        }
        return proven;
    }

    /** The last one; null as long as there was none. */
    FollowedTail tail() {
        return tail;
    }

    SegmentList list() {
        return segments.list();
    }

    /** The last sequence that was found so far, or that lies before the last segment of the list. */
    long last() {
        SegmentList list = segments.list();
        return list.count() == 0 ? last : Math.max(last, list.last().baseSequence() - 1);
    }

    /**
     * A record behind it says that this sequence is durable; some more before it are, but at most some kilobytes. What lies
     * before the first segment was sealed, and so durable, when it was discarded.
     */
    long durable() {
        SegmentList list = segments.list();
        return list.count() == 0 ? durable : Math.max(durable, list.get(0).baseSequence() - 1);
    }

    /** Readers may read what the tail has taken. */
    void tell() {
        tail.publish();
        durable = Math.max(durable, tail.durableSequence());
        last = Math.max(last, tail.lastSequence());
    }

    /**
     * One more is the tail from now on.
     *
     * @param gone so many of the known segments leave the list at the same time
     */
    void enter(Located next, int gone) throws IOException {
        SegmentHeader header = next.header();
        SegmentList known = segments.list();
        SparseIndex index = new SparseIndex(header.baseSequence(), header.segmentBytes());
        SegmentEnd end = new SegmentEnd.Followed(SegmentHeader.BYTES, SegmentHeader.BYTES);
        Optional<UUID> itsLogId = Optional.of(header.logId());
        FollowedTail entered = FollowedTail.begun(posix, Segment.readable(next, index, open, end));
        // The last thing that may lack memory: nothing has changed so far.
        segments.replaceFirst(gone, entered.segment());
        tail = entered;
        log.is(itsLogId);
        LogSegments.discard(known.asList().subList(0, gone));
    }

    /**
     * Forgets those in front of the oldest one that there is. The list changes in one step, because it tells readers, too, what
     * the last sequence is: none is shown to them before the list is one that knows it, or begins behind.
     */
    void goOnAt(Located oldest) throws IOException {
        SegmentList known = segments.list();
        int gone = 0;
        while (gone < known.count() && known.get(gone).header().segmentNumber() < oldest.segmentNumber()) {
            gone++;
        }
        if (gone == known.count()) {
            enter(oldest, gone);
        } else {
            segments.removeFirst(gone);
            LogSegments.discard(known.asList().subList(0, gone));
        }
    }

    /**
     * Begins anew behind what is left. The list tells what was taken back, if anything was that had been shown, so whoever is
     * shown something else from it knows.
     *
     * @param missing sequence of the first record that was taken back
     */
    void beginAnew(Optional<Recovered> left, long missing) throws IOException {
        SegmentList replaced = segments.list();
        SegmentList kept = RecoveredSegments.followed(left, open);
        CutBacks cutBacks = missing <= last() ? replaced.cutBacks().with(missing) : replaced.cutBacks();
        beginAnew(left, kept.with(cutBacks), missing);
        LogSegments.discard(replaced.asList());
    }

    private void beginAnew(Optional<Recovered> left, SegmentList list, long missing) throws IOException {
        try {
            FollowedTail newTail = tailOf(list, left);
            long proven = provenBy(newTail, list, left);
            Optional<UUID> itsLogId = left.map(Recovered::logId);
            long newLast = left.map(Recovered::nextSequence).orElse(0L) - 1;

            durable = Math.min(durable(), missing - 1);
            last = Math.min(last, newLast);
            segments.replaceAll(list);
            last = newLast;
            durable = Math.max(durable, proven);
            tail = newTail;
            log.is(itsLogId);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, () -> LogSegments.discard(list.asList())); // What was read of them may have opened some.
            throw e;
        }
    }
}
