package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Verification.Kind;
import io.tidemark.log.Verification.Problem;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.MediaError;
import io.tidemark.log.segment.SegmentDamage;
import io.tidemark.log.segment.SegmentPlace;

/** Damage of a log, told for people. */
final class Damages {
    private Damages() {}

    /**
     * Records of a segment are damaged, or its footer.
     *
     * @param footer of it, as the next segment tells
     */
    static DamagedLogException inside(Located segment, Damage damage, FooterPlace footer) {
        SegmentPlace place = segment.place();
        if (damage.evidence() == Evidence.MEDIA_ERROR) {
            return SegmentDamage.at(place, damage.evidenceOffset(), damage.sequence(), "bytes there can't be read");
        }
        boolean isFooter = footer.isKnown() && damage.offset() == footer.offset();
        String what = isFooter
                ? SegmentDamage.footer(segment.header(), damage.found()) + "; all records in front of it are intact"
                : SegmentDamage.there(damage.found()) + " in segment " + segment.segmentNumber() + ", and "
                        + evidence(damage, place.offset() + damage.evidenceOffset());
        return SegmentDamage.at(place, damage.offset(), damage.sequence(), what);
    }

    /**
     * The medium doesn't give back bytes of a segment.
     *
     * @param sequence of the first record that may be missing
     */
    static DamagedLogException mediaError(Located segment, MediaError error, long sequence) {
        long bytes = error.endOffset() - error.offset();
        return SegmentDamage.at(
                segment.place(),
                error.offset(),
                sequence,
                bytes + " bytes of segment " + segment.segmentNumber() + " " + error.description());
    }

    /** @param offset of the evidence in the file, as is that of the damage */
    private static String evidence(Damage damage, long offset) {
        return switch (damage.evidence()) {
            case LATER_RECORD -> "a record behind it, at offset " + offset + ", was written when it was durable";
            case KNOWN_DURABLE -> "the segment is known to reach to offset " + offset;
            case CONTRADICTION -> "the records in front of it are others";
            case MEDIA_ERROR -> "bytes of it can't be read";
        };
    }

    /** A segment with an intact header doesn't fit to what should be in front of it. */
    static DamagedLogException before(Located segment, long sequence, String what) {
        return SegmentDamage.at(segment.place(), 0, sequence, what);
    }

    /**
     * A segment has no file any more.
     *
     * @param behind of a later segment
     */
    static DamagedLogException missingFile(long segmentNumber, SegmentPlace behind, long sequence) {
        return SegmentDamage.at(
                behind,
                0,
                sequence,
                "the file of segment " + segmentNumber + " is missing, which had been there before this one was made");
    }

    /** The header of a segment isn't intact. */
    static DamagedLogException header(SegmentPlace place, long sequence, String why) {
        return SegmentDamage.at(place, 0, sequence, "the header of a segment is not what was written; " + why);
    }

    /** A header isn't intact, and nothing that a power cut leaves. */
    static DamagedLogException headerThatIsNotTorn(SegmentPlace place, long sequence) {
        return header(place, sequence, "it is none that a power cut left half written either");
    }

    /** A header is zero in a file that is named as one of the log's segments. */
    static DamagedLogException headerOfNamedFile(SegmentPlace place, long sequence) {
        return header(place, sequence, "although its name says that there had been one");
    }

    /** A header isn't intact, but the records behind it were durable. */
    static DamagedLogException headerInFrontOfRecords(SegmentPlace place, long sequence) {
        return header(place, sequence, "but records behind it are");
    }

    /** A header can be read in spite of its damage, and no record is missing. */
    static DamagedLogException wrongBit(Located segment) {
        return before(
                segment,
                segment.header().baseSequence(),
                "a bit of the segment's header is wrong; it is read as it was written, and a second one would be damage");
    }

    /** A header that isn't there has a bit. */
    static DamagedLogException bitInZeros(SegmentPlace place) {
        return SegmentDamage.at(
                place,
                0,
                -1,
                "a bit is wrong where no segment is; it counts for nothing, and the next opening for writing clears it");
    }

    /** The same as a problem of a log that is looked at as a whole. */
    static Problem problem(Kind kind, DamagedLogException damage) {
        return new Problem(kind, damage.getFile(), damage.offset(), damage.sequence(), damage.what());
    }
}
