package io.tidemark.log.append;

import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import java.io.IOException;

/**
 * Puts one segment behind the other: begins each in a place that is prepared, and completes it. For the thread that holds
 * the appenders' lock.
 */
final class Roller {
    private final LogStart start;
    private final LogSegments segments;
    private final OpenSegments open;
    private final NextSegment next;
    private final SegmentWriter writer;
    private final TailState tail;
    private final LogForcer forcer;
    private final LogFailure failure;

    private long nextNumber;
    private volatile long rolls;

    Roller(
            LogStart start,
            LogSegments segments,
            OpenSegments open,
            NextSegment next,
            SegmentWriter writer,
            TailState tail,
            LogForcer forcer,
            LogFailure failure) {
        this.start = start;
        this.segments = segments;
        this.open = open;
        this.next = next;
        this.writer = writer;
        this.tail = tail;
        this.forcer = forcer;
        this.failure = failure;
        this.nextNumber = start.number();
    }

    /** How often a segment was completed. Any thread. */
    long rolls() {
        return rolls;
    }

    /** Has the place of the next segment prepared in the background. */
    void prepareNext() {
        next.prepare(nextNumber);
    }

    /** Begins a segment behind one that ends with {@code lastFooter}; what it throws ends the opening. */
    void begin(long firstSequence, FooterPlace lastFooter) throws IOException {
        begin(next.take(nextNumber), firstSequence, lastFooter);
    }

    private void begin(NextSegment.Prepared prepared, long firstSequence, FooterPlace lastFooter) throws IOException {
        try {
            SegmentHeader header = new SegmentHeader(
                    start.logId(),
                    nextNumber,
                    firstSequence,
                    start.incarnation(),
                    MicroClock.now(),
                    start.segmentBytes(),
                    lastFooter);
            SparseIndex index = new SparseIndex(firstSequence, prepared.entries());
            Located located = new Located(header, prepared.place());
            Segment segment = Segment.growing(located, index, open, prepared.file());
            ActiveSegment active = new ActiveSegment(segment, prepared.file());
            writer.begin(prepared.file(), header, index);
            segments.add(segment);
            tail.begin(active);
        } catch (IOException | RuntimeException | Error e) {
            next.putBack(prepared);
            throw e;
        }
        nextNumber++;
    }

    /**
     * Makes sure that this incarnation can be told from the one before: nothing is appended before that is durable.
     *
     * @return false if the active segment has no room to say so; then the header of the next one does
     */
    boolean ensureOpening() throws IOException {
        if (writer.hasOpening()) {
            return true;
        }
        if (!writer.markOpening()) {
            return false;
        }
        forcer.forceActive();
        return true;
    }

    /**
     * Completes the active segment and goes on in the next one with {@code nextSequence}. What it throws leaves the segment
     * as it was, or fails the log.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time has the appenders' lock.
    void roll(long nextSequence) throws IOException {
        writer.stageFooter();
        NextSegment.Prepared prepared = next.take(nextNumber);
        FooterPlace footer;
        boolean hasOpening;
        try {
            hasOpening = ensureOpening(); // The last record may be a CLOSING, behind which no footer may stand.
            footer = writer.finish();
            if (!hasOpening) {
                forcer.forceActive();
            }
        } catch (IOException | RuntimeException | Error e) {
            next.putBack(prepared);
            throw failure.byUnlessRefused(e);
        }
        try {
            tail.reached(nextSequence - 1); // Also of a batch under way: who hears of the seal may read all of it.
            tail.active().segment().index().trim();
            tail.complete(tail.active());
            begin(prepared, nextSequence, footer);
            if (!hasOpening) {
                forcer.forceActive();
            }
            rolls++;
            prepareNext();
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    /** Gives back the place that was prepared. */
    void close() throws IOException {
        next.close();
    }
}
