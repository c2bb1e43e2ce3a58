package io.tidemark.log.format;

/**
 * Which record may come next in a segment: sequences have no gap, the incarnation rises at an {@code OPENING} and
 * nowhere else, and behind a {@code CLOSING} comes nothing but that. What an earlier life of the log left behind is intact but
 * doesn't fit. For one thread at a time.
 */
public final class RecordChain {
    private long nextSequence;
    private int incarnation;
    private boolean atStart;
    private boolean isClosed;

    /** The chain of a segment's records from the first one on. */
    public RecordChain(SegmentHeader header) {
        this.nextSequence = header.baseSequence();
        this.incarnation = header.incarnation();
        this.atStart = true;
    }

    /** The chain behind a record of this incarnation; what kind that was is not known. */
    public RecordChain(long nextSequence, int incarnation) {
        this.nextSequence = nextSequence;
        this.incarnation = incarnation;
        this.atStart = false;
    }

    /** Whether a record that is valid on its own may stand here. */
    public Verdict check(RecordCursor cursor) {
        if (cursor.sequence() != nextSequence) {
            return Verdict.WRONG_SEQUENCE;
        }
        boolean fits = cursor.kind() == RecordKind.OPENING
                ? opens(cursor.incarnation())
                : cursor.incarnation() == incarnation && !isClosed;
        return fits ? Verdict.VALID : Verdict.WRONG_INCARNATION;
    }

    private boolean opens(int next) {
        return next <= SegmentHeader.MOST_INCARNATION && (next > incarnation || (atStart && next == incarnation));
    }

    /** Goes on behind a record that fits. */
    public void follow(RecordCursor cursor) {
        if (cursor.kind() == RecordKind.DATA) {
            nextSequence++;
        }
        incarnation = cursor.incarnation();
        atStart = false;
        isClosed = cursor.kind() == RecordKind.CLOSING;
    }

    /** The sequence of the next {@code DATA} record. */
    public long nextSequence() {
        return nextSequence;
    }

    /** Whether the last record is a {@code CLOSING}: all in front of it is durable. */
    public boolean isClosed() {
        return isClosed;
    }

    /** The incarnation of the last record, or of the segment's header. */
    public int incarnation() {
        return incarnation;
    }
}
