package io.tidemark.log.follow;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.index.SparseIndex;

/**
 * What the records of a segment tell of what is durable: each says up to where the segment was when it was written. Known to
 * a record if the one that says it stands right behind, else to an entry of the index. For one thread at a time.
 */
final class RecordedDurability {
    private static final long NOTHING = -1;

    private final SparseIndex index;

    /** Up to here the segment is known to be durable. */
    private long offset;

    private long sequence = NOTHING;

    RecordedDurability(SparseIndex index) {
        this.index = index;
    }

    /** @param record that stands where its sequence belongs */
    void learn(RecordCursor record) {
        long reached = record.durableOffset();
        if (reached > offset) {
            offset = reached;
            sequence = Math.max(sequence, reached == record.offset() ? record.sequence() - 1 : inFrontOfEntry(reached));
        }
    }

    /** Takes a record that says that all in front of it is durable. */
    void close(RecordCursor record) {
        sequence = record.sequence() - 1;
    }

    /** The last sequence in front of the last entry of the index up to an offset. */
    private long inFrontOfEntry(long upTo) {
        int entry = index.entryByOffset(upTo);
        return (entry < 0 ? index.baseSequence() : index.sequence(entry)) - 1;
    }

    /** The last sequence that is known to be durable; -1 if none of the segment's records has told of any. */
    long sequence() {
        return sequence;
    }
}
