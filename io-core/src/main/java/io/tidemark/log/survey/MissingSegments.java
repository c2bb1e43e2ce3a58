package io.tidemark.log.survey;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.IdentityScan.Supposed;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments that may lie at places without a header, because no header tells where they are. Of a wide gap, as between a log
 * and a stray file of it, those next to its ends; and of so many wide gaps as no accident makes, those of the first ones.
 */
final class MissingSegments {
    /** A log has room for one missing segment at each place, and a stray file makes a gap of twice as many. */
    private static final int MOST_FOR_EACH_PLACE = 8;

    private final List<Supposed> supposed = new ArrayList<>();
    private final int places;

    /** @param places without a header */
    MissingSegments(int places) {
        this.places = places;
    }

    /** Supposes as many in front of a segment as there are places. */
    MissingSegments addInFrontOf(SegmentHeader first) {
        for (long number = Math.max(0, first.segmentNumber() - places); number < first.segmentNumber(); number++) {
            supposed.add(new Supposed(like(first, number, 0, 1), first.baseSequence()));
        }
        return this;
    }

    /**
     * Supposes those whose numbers are between those of two segments.
     *
     * @param leastIncarnation of their records
     */
    MissingSegments addBetween(SegmentHeader before, SegmentHeader behind, int leastIncarnation) {
        if (supposed.size() >= (long) MOST_FOR_EACH_PLACE * places) {
            return this;
        }
        long upTo = Math.min(behind.segmentNumber() - 1, before.segmentNumber() + places);
        for (long number = before.segmentNumber() + 1; number <= upTo; number++) {
            supposed.add(behind(before, number, behind.baseSequence(), leastIncarnation));
        }
        long from = Math.max(upTo + 1, behind.segmentNumber() - places);
        for (long number = from; number < behind.segmentNumber(); number++) {
            supposed.add(behind(before, number, behind.baseSequence(), leastIncarnation));
        }
        return this;
    }

    /** Supposes as many behind a segment as there are places. */
    MissingSegments addBehind(SegmentHeader last) {
        for (long number = last.segmentNumber() + 1; number <= last.segmentNumber() + places; number++) {
            supposed.add(behind(last, number, 0, 1));
        }
        return this;
    }

    List<Supposed> asList() {
        return supposed;
    }

    /** @param atLeast what its records may have is no lower, whatever fits into the segments in front */
    private static Supposed behind(SegmentHeader before, long number, long atLeast, int leastIncarnation) {
        long count = Math.min(number - before.segmentNumber() + 1, Long.MAX_VALUE / before.segmentBytes());
        long bytes = count * before.segmentBytes();
        long most = Math.max(atLeast, RecordLayout.mostSequence(before.baseSequence(), bytes));
        return new Supposed(like(before, number, before.baseSequence(), leastIncarnation), most);
    }

    private static SegmentHeader like(SegmentHeader other, long number, long leastSequence, int leastIncarnation) {
        return new SegmentHeader(
                other.logId(), number, leastSequence, leastIncarnation, 0, other.segmentBytes(), FooterPlace.NONE);
    }
}
