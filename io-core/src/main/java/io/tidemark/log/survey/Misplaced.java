package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.segment.Located;

/**
 * A segment that is none of the log, not where its name says, or there twice.
 *
 * @param inFront how many come before it
 */
record Misplaced(int inFront, Located segment, String what) {
    /** If all in front of it is there, or nothing is. */
    DamagedLogException damage() {
        return damage(segment.header().baseSequence());
    }

    /** @param sequence of the first record that is missing */
    DamagedLogException damage(long sequence) {
        return Damages.before(segment, sequence, what);
    }
}
