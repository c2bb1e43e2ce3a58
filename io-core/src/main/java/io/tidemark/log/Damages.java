package io.tidemark.log;

import io.tidemark.log.LogSurvey.Located;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.segment.SegmentPlace;

/** Damage of a log, told for people. */
final class Damages {
    private Damages() {}

    /** Records of a segment are damaged. */
    static DamagedLogException inside(Located segment, Damage damage) {
        String what = "there is " + damage.found().description() + " in segment "
                + segment.header().segmentNumber() + ", and "
                + switch (damage.evidence()) {
                    case LATER_RECORD ->
                        "a record behind it, at " + damage.evidenceOffset()
                                + " of the segment, was written when it was durable";
                    case KNOWN_DURABLE -> "the segment is known to reach to " + damage.evidenceOffset();
                    case CONTRADICTION -> "the records in front of it are others";
                    case UNDECIDED -> "so much behind it looks like records that it was not all checked";
                };
        SegmentPlace place = segment.place();
        return new DamagedLogException(
                place.path().toString(), place.offset() + damage.offset(), damage.sequence(), what);
    }

    /** A segment with an intact header doesn't fit to what should be in front of it. */
    static DamagedLogException before(Located segment, long sequence, String what) {
        return at(segment.place(), sequence, what);
    }

    /** A segment with an intact header is none of this log, or not this one. */
    static DamagedLogException misplaced(Located segment, String what) {
        return at(segment.place(), segment.header().baseSequence(), what);
    }

    /** The header of a segment can't be read. */
    static DamagedLogException unreadable(SegmentPlace place, long sequence, String why) {
        return at(place, sequence, "the header of a segment is not what was written; " + why);
    }

    private static DamagedLogException at(SegmentPlace place, long sequence, String what) {
        return new DamagedLogException(place.path().toString(), place.offset(), sequence, what);
    }
}
