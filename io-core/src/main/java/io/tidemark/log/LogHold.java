package io.tidemark.log;

import io.tidemark.log.read.LogReader;
import java.io.Closeable;
import java.io.IOException;

/**
 * Keeps what a log has from a sequence on, as long as it is open; see {@link HybridLog#hold}. What it lets go, because it
 * goes forward or is closed, is discarded when {@link Retention} looks next, or by the next {@link HybridLog#discardBefore}.
 *
 * <p>Any thread, at any time; nothing here waits for the disk, or for a discard that is under way. It is never stored, and
 * keeps nothing once the log is closed.
 */
public final class LogHold implements Closeable {
    private final LogHolds holds;
    private final LogReader log;

    /** Written under this object's monitor, as what follows. */
    private volatile long sequence;

    private boolean isClosed;

    LogHold(LogHolds holds, LogReader log, long sequence) {
        this.holds = holds;
        this.log = log;
        this.sequence = sequence;
    }

    /** The first sequence that is kept; what its segment has in front of it stays as well. */
    public long sequence() {
        return sequence;
    }

    /**
     * Goes forward: what lies before {@code newSequence} is held no more.
     *
     * @param newSequence from {@link #sequence} to one behind the log's {@link HybridLog#lastSequence}
     * @throws SequenceOutOfRangeException if it is higher; the hold stays where it is
     * @throws IllegalArgumentException if it is lower than what is held: a hold doesn't go back
     * @throws IllegalStateException if the hold is closed
     */
    public synchronized void advance(long newSequence) throws IOException {
        if (isClosed) {
            throw new IllegalStateException("the hold is closed");
        }
        if (newSequence < sequence) {
            throw new IllegalArgumentException("the hold can't go back from " + sequence + " to " + newSequence);
        }
        if (newSequence > log.visible(Visibility.APPENDED) + 1) {
            throw log.outOfRange(newSequence);
        }
        sequence = newSequence;
    }

    /** Holds nothing any more. Idempotent. */
    @Override
    public synchronized void close() {
        isClosed = true;
        holds.release(this);
    }
}
