package io.tidemark.log.segment;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;

/** Damage of a segment, told for people, whoever meets it. */
public final class SegmentDamage {
    private SegmentDamage() {}

    /**
     * What a place holds is damaged.
     *
     * @param offset in the segment
     * @param sequence of the first record that is missing
     */
    public static DamagedLogException at(SegmentPlace place, long offset, long sequence, String what) {
        return new DamagedLogException(place.path().toString(), place.offset() + offset, sequence, what);
    }

    /** Where a record should be, something else is. */
    public static String there(Verdict found) {
        return "there is " + found.description();
    }

    /** Where a footer should be, something else is. */
    public static String footer(SegmentHeader segment, Verdict found) {
        return "the footer of segment " + segment.segmentNumber() + " is not what was written; " + there(found);
    }
}
