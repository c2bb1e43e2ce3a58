package io.tidemark.log.retain;

import io.tidemark.log.SequenceOutOfRangeException;
import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogReader;
import java.io.Closeable;
import java.io.IOException;

/** One of {@link LogHolds}: keeps what a log has from a sequence on, as long as it is open. Any thread. */
public final class Hold implements Closeable {
    private final LogHolds holds;
    private final LogReader log;

    /** Written under this object's monitor, as what follows. */
    private volatile long sequence;

    private boolean isClosed;

    Hold(LogHolds holds, LogReader log, long sequence) {
        this.holds = holds;
        this.log = log;
        this.sequence = sequence;
    }

    /** The first sequence that is kept. */
    public long sequence() {
        return sequence;
    }

    /**
     * What lies before {@code newSequence} is held no more.
     *
     * @throws SequenceOutOfRangeException if it is more than one behind the log's last one; the hold stays where it is
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
