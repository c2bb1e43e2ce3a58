package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Salvage.Doubt;
import io.tidemark.log.Salvage.Reason;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.MediaError;
import io.tidemark.log.segment.SegmentPlace;

/** Where records may be lost that can't be numbered, told for people. */
final class Doubts {
    private Doubts() {}

    /** @param sequence of the first record that may have been there */
    static Doubt unreadableEnd(Located segment, MediaError error, long sequence) {
        DamagedLogException damage = Damages.mediaError(segment, error, sequence);
        return new Doubt(
                Reason.UNREADABLE_END,
                damage.getFile(),
                damage.offset(),
                damage.what() + "; records from sequence " + sequence + " on may have been there");
    }

    static Doubt unknownSegment(SegmentPlace place) {
        String what = place.number().isPresent()
                ? "nothing is left of segment " + place.number().getAsLong()
                : "the header of a segment is not what was written, and no record is left that says which segment it was";
        return at(place, Reason.UNKNOWN_SEGMENT, what);
    }

    /** @param sequence of the first record that is left */
    static Doubt unknownBeginning(SegmentPlace place, long sequence) {
        return at(
                place,
                Reason.UNKNOWN_BEGINNING,
                "the header of the first segment that is left is lost; records in front of sequence " + sequence
                        + " may have been there");
    }

    private static Doubt at(SegmentPlace place, Reason reason, String what) {
        return new Doubt(reason, place.path().toString(), place.offset(), what);
    }
}
