package io.tidemark.log.follow;

import java.io.IOException;

/**
 * What lies behind the end of a log that is followed, and is not a record of it. Damage looks so, which nobody would be told
 * of; but so does what an earlier life of a place has left behind, and what is half written for a moment. For one thread at
 * a time.
 */
final class Remains {
    static final long NO_SEGMENT = -1;

    /**
     * What was seen: enough to tell whether it is still the same.
     *
     * @param word what lies where the next record belongs
     * @param later number of a segment that was begun behind
     */
    private record Seen(long segmentNumber, long offset, long word, long later) {
        private static final Seen NOTHING = new Seen(NO_SEGMENT, 0, 0, NO_SEGMENT);

        boolean isSomething() {
            return word != 0 || later != NO_SEGMENT;
        }
    }

    private Seen seen = Seen.NOTHING;
    private Seen examined = Seen.NOTHING;

    /**
     * Whether there is something that was there already at the last look, and that nobody has examined.
     *
     * @param later number of a segment that was begun behind the tail, or {@link #NO_SEGMENT}
     */
    boolean areToBeExamined(FollowedTail tail, long later) throws IOException {
        Seen before = seen;
        seen = new Seen(tail.segment().header().segmentNumber(), tail.offset(), tail.wordBehind(), later);
        return seen.isSomething() && seen.equals(before) && !seen.equals(examined);
    }

    /** They were; it isn't done again as long as they are the same. */
    void wereExamined() {
        examined = seen;
    }
}
