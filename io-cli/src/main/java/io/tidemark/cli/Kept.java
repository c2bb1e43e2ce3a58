package io.tidemark.cli;

import io.tidemark.log.HybridLog;
import io.tidemark.mode.Feature;

/**
 * What a log keeps of what was appended to it, in words for who has to know where to go on.
 *
 * @param how it keeps records
 * @param upTo the last sequence that is kept so
 * @param appended the last sequence
 */
record Kept(String how, long upTo, long appended) {
    /** What a log keeps now; it may be closed. */
    static Kept by(HybridLog log) {
        String how = log.capabilities().has(Feature.PERSISTENT_MEDIUM) ? "durable" : "in memory only";
        return new Kept(how, log.durableSequence(), log.lastSequence());
    }

    /** Of the records behind a sequence, which were appended by somebody who has failed now. */
    String behind(long last) {
        if (upTo <= last) {
            return appended <= last ? "nothing was appended" : "nothing was appended that is known to be durable";
        }
        long count = upTo - last;
        return Units.counted(count, "record") + " appended before " + (count == 1 ? "is " : "are ") + how + ", "
                + Sequences.range(last + 1, upTo);
    }

    /** Of all records. */
    String altogether() {
        if (appended < 0) {
            return "the log has no records";
        }
        return upTo < 0 ? "no record is known to be durable" : how + " up to sequence " + upTo;
    }
}
