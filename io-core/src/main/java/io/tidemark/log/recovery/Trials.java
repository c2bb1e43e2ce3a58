package io.tidemark.log.recovery;

/**
 * How often a search that goes upwards may try whether a record fits to a segment. Where many segments are supposed, and
 * somebody has filled payloads with words that look like records of any of them, each word would be tried with each
 * segment; so there are some trials to begin with, enough for each record that is there by itself, and a few for each word
 * passed. What they don't suffice for is passed, and one of the next records is tried.
 */
final class Trials {
    /** Ten records of a hundred thousand segments, and of more as many. */
    private static final long FIRST = 1 << 20;

    private static final int FIRST_RECORDS = 10;

    private static final long FOR_EACH_WORD = 8;

    private final int segments;
    private final long first;

    /** Where the first candidate is; -1 until there is one. */
    private long begin = -1;

    private long taken;

    /** @param segments that each candidate is tried with */
    Trials(int segments) {
        this.segments = segments;
        this.first = Math.max(FIRST, (long) FIRST_RECORDS * segments);
    }

    /** Takes those for a candidate, if there are enough left. */
    boolean take(long offset) {
        if (begin < 0) {
            begin = offset;
        }
        if (taken + segments > first + FOR_EACH_WORD * (offset - begin) / Long.BYTES) {
            return false;
        }
        taken += segments;
        return true;
    }

    /** How many were taken. */
    long taken() {
        return taken;
    }
}
