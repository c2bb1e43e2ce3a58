package io.tidemark.log.retain;

import io.tidemark.log.SequenceOutOfRangeException;
import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.LogSegments;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What of a log somebody holds. A hold is taken, and a segment leaves the log, under the same monitor: so either the segment
 * stays, or the hold is told that it is gone. Nothing else is done under it, so nobody waits for the disk.
 */
public final class LogHolds {
    private final LogSegments segments;
    private final Set<Hold> open = new HashSet<>();

    LogHolds(LogSegments segments) {
        this.segments = segments;
    }

    /**
     * Takes one from a sequence on.
     *
     * @throws SequenceOutOfRangeException if the log doesn't hold the sequence, and doesn't go on with it either
     */
    public synchronized Hold take(long sequence, LogReader log) throws IOException {
        log.requireOpen();
        if (sequence < log.first() || sequence > log.visible(Visibility.APPENDED) + 1) {
            throw log.outOfRange(sequence);
        }
        Hold hold = new Hold(this, log, sequence);
        open.add(hold);
        return hold;
    }

    synchronized void release(Hold hold) {
        open.remove(hold);
    }

    /** Whether nobody holds anything before a sequence. */
    synchronized boolean isFreeBefore(long sequence) {
        return open.stream().allMatch(hold -> hold.sequence() >= sequence);
    }

    /** The first segment leaves the log, which has another one behind it; returns false if somebody holds it. */
    synchronized boolean removeFirst() {
        if (!isFreeBefore(segments.list().get(1).baseSequence())) {
            return false;
        }
        segments.removeFirst(1);
        return true;
    }
}
