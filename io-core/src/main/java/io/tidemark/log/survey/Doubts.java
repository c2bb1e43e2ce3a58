package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Salvage.Doubt;
import io.tidemark.log.Salvage.Reason;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.MediaError;
import io.tidemark.log.segment.SegmentPlace;
import java.util.Optional;

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

    /** @param unreadable why the medium doesn't give back its header, where that is so */
    static Doubt unknownSegment(SegmentPlace place, Optional<String> unreadable) {
        String what = place.number().isPresent()
                ? "nothing is left of segment " + place.number().getAsLong()
                        + unreadable.map(why -> "; its header " + why).orElse("")
                : "no record is left that says which segment was here; its header "
                        + unreadable.orElse("is not what was written");
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
