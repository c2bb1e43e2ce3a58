package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;

/**
 * The segments that were found, without a gap; others may lie in front of them or behind.
 *
 * @param nextSequence behind the last one
 * @param incarnation the highest one
 */
record Neighbours(SegmentHeader first, SegmentHeader last, long nextSequence, int incarnation) {
    long nextNumber() {
        return last.segmentNumber() + 1;
    }

    /** A segment is discarded with its file, so a file with the number of one that was complete holds it. */
    boolean areNamedBy(SegmentPlace place) {
        return place.number().orElse(Long.MAX_VALUE) < nextNumber();
    }

    /** The next segment, if it lies at a place: as far as that is named, by the place. */
    Located nextAt(SegmentPlace place) {
        return nextAt(place, nextNumber(), nextSequence);
    }

    /** The same if a header tells more of it. */
    Located nextAt(SegmentPlace place, long number, long leastSequence) {
        return new Located(
                last.supposed(
                        place.number().orElse(Math.max(number, nextNumber())),
                        Math.max(leastSequence, nextSequence),
                        incarnation),
                place);
    }

    /** A segment in front of them, of which nothing is known but its number. */
    SegmentHeader inFront(long number) {
        return first.supposed(number, 0, 1);
    }
}
