package io.tidemark.log;

import io.tidemark.log.read.LogReader;
import io.tidemark.log.retain.Hold;
import io.tidemark.log.retain.LogHolds;
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
    private final Hold hold;

    LogHold(LogHolds holds, LogReader log, long sequence) throws IOException {
        this.hold =
                holds.take(sequence, log); // Nothing that may lack memory comes behind it: none is taken for nobody.
    }

    /** The first sequence that is kept; what its segment has in front of it stays as well. */
    public long sequence() {
        return hold.sequence();
    }

    /**
     * Goes forward: what lies before {@code newSequence} is held no more.
     *
     * @param newSequence from {@link #sequence} to one behind the log's {@link HybridLog#lastSequence}
     * @throws SequenceOutOfRangeException if it is higher; the hold stays where it is
     * @throws IllegalArgumentException if it is lower than what is held: a hold doesn't go back
     * @throws IllegalStateException if the hold is closed
     */
    public void advance(long newSequence) throws IOException {
        hold.advance(newSequence);
    }

    /** Holds nothing any more. Idempotent. */
    @Override
    public void close() {
        hold.close();
    }
}
