package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.TornHeader;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.util.Optional;

/**
 * Headers that are half written or half zeroed: a segment behind the last one was being begun or dropped, or the one before
 * the first being discarded.
 *
 * @param found segments beside them
 * @param placeCount of the log, intact ones and others: each segment that was begun has one
 */
record TornHeaders(SegmentContents contents, Neighbours found, int placeCount) {
    /** What is left of such a header. */
    Optional<TornHeader> at(SegmentPlace place) throws IOException {
        if (found.areNamedBy(place)) {
            return Optional.empty();
        }
        try (PlaceBytes bytes = PlaceBytes.open(contents.posix(), place)) {
            if (place.number().isPresent()) {
                long named = place.number().getAsLong();
                return behind(bytes, named, named);
            }
            Optional<TornHeader> discarded = inFront(bytes);
            return discarded.isPresent() || holdsTheOneInFront(place)
                    ? discarded
                    : behind(bytes, found.nextNumber(), found.last().segmentNumber() + placeCount);
        }
    }

    /** Whether it is the segment in front of the first one, which no other may be begun in as long as it isn't erased. */
    private boolean holdsTheOneInFront(SegmentPlace place) throws IOException {
        long number = found.first().segmentNumber() - 1;
        return number >= 0
                && contents.beginsWith(
                        new Located(found.inFront(number), place),
                        record -> record.sequence() <= found.first().baseSequence());
    }

    private Optional<TornHeader> inFront(PlaceBytes bytes) throws IOException {
        SegmentHeader first = found.first();
        long number = first.segmentNumber() - 1;
        return number < 0
                ? Optional.empty()
                : bytes.tornHeader(first, number, number, sequence -> sequence <= first.baseSequence());
    }

    private Optional<TornHeader> behind(PlaceBytes bytes, long leastNumber, long mostNumber) throws IOException {
        return bytes.tornHeader(found.first(), leastNumber, mostNumber, sequence -> sequence >= found.nextSequence());
    }
}
