package io.tidemark.log.read;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.segment.DiscardedSegmentException;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.ClosedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/** What is told of what kept a record from being read. Any thread. */
public record ReadFailures(LogReader log, LogEnd end, SegmentStore store) {
    /** What kept a sequence of a segment from being read: what was met, or that the segment or the log is not there. */
    public IOException explain(IOException met, Segment segment, long sequence) {
        if (met instanceof ClosedChannelException) {
            IOException closed = ClosedException.ofLog(log.name());
            closed.initCause(met);
            return closed;
        }
        // Whoever is about to let go of one that isn't listed any more may not have come to it yet.
        if (!log.isListed(segment) || isCutBack(met, segment, sequence)) {
            return outOfRange(sequence);
        }
        boolean isDamage = met instanceof DamagedLogException && isOfItself(segment, met);
        if (isDamage && segment.place().isItsOwn()) {
            return met; // Nothing else is put into its file, be that deleted by now.
        }
        if (!isDiscarded(met, segment)) {
            return isDamage ? met : orReplaced(met);
        }
        return outOfRange(sequence);
    }

    /** Whether what is in the place of the segment, or of a part of it, was written after records there were taken back. */
    private boolean isCutBack(IOException met, Segment segment, long sequence) {
        try {
            end.lookBack();
        } catch (IOException e) {
            met.addSuppressed(e);
        }
        return !log.isListed(segment) || sequence > end.last();
    }

    /** As {@link LogReader#outOfRange}, where the first record that is left may not have been looked at yet. */
    public IOException outOfRange(long sequence) {
        try {
            end.look(() -> log.first() <= end.last()); // Or it would be told that the log is empty.
            return log.outOfRange(sequence);
        } catch (IOException e) {
            IOException outOfRange = log.outOfRange(sequence);
            outOfRange.addSuppressed(e);
            return outOfRange;
        }
    }

    /** Whether damage was met in the segment itself, wherever its file is by now, and not in what has taken its place. */
    private static boolean isOfItself(Segment segment, IOException damage) {
        try {
            return segment.hasItsHeader();
        } catch (IOException e) {
            damage.addSuppressed(e);
            return false;
        }
    }

    /** What isn't open yet is opened by its path, where somebody may have put another log. */
    private IOException orReplaced(IOException met) {
        try {
            if (met instanceof NoSuchFileException) {
                store.requireThere();
            } else {
                store.requireInPlace();
            }
            return met;
        } catch (NotALogException e) {
            e.addSuppressed(met);
            return e;
        } catch (IOException e) {
            met.addSuppressed(e);
            return met;
        }
    }

    /** Whether what was met is due to a discard, in this process or another. */
    public boolean isDiscarded(IOException met, Segment segment) {
        try {
            return met instanceof DiscardedSegmentException || end.isDiscarded(segment);
        } catch (IOException e) {
            met.addSuppressed(e);
            return false;
        }
    }
}
