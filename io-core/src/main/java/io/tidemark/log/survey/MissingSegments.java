package io.tidemark.log.survey;

import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.SupposedSegments;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import io.tidemark.log.segment.SegmentPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Segments that may lie at places without a header, because no header tells where they are. In a file that is named by one
 * it is that one, however many others are missing. Anywhere else it may be any: of a wide gap, as between a log and a stray
 * file of it, one of those next to its ends; and of so many wide gaps as no accident makes, of those of the first ones.
 * Nothing is added any more when a place has been asked about.
 */
final class MissingSegments {
    /** A log has room for one missing segment at each place, and a stray file makes a gap of twice as many. */
    private static final int MOST_FOR_EACH_PLACE = 8;

    /** Behind the last segment there may be any number. */
    private static final long NO_END = Long.MAX_VALUE;

    private final List<Supposed> anywhere = new ArrayList<>();
    private final TreeMap<Long, Gap> gaps = new TreeMap<>();
    private final int places;

    /** What a slot may hold is the same for all of them, and found out once; null until it is asked for. */
    private SupposedSegments any;

    private SupposedSegments anyNotInFront;

    /** How many of those that may lie anywhere are in front of all segments. */
    private int inFront;

    /**
     * Numbers that are missing.
     *
     * @param end behind the last one
     * @param supposed the segment of such a number
     */
    private record Gap(long end, LongFunction<Supposed> supposed) {}

    /** @param places without a header */
    MissingSegments(int places) {
        this.places = places;
    }

    /** Supposes as many in front of all others as there are places; before any other is added. */
    MissingSegments addInFrontOf(SegmentHeader first) {
        Gap gap = new Gap(
                first.segmentNumber(), number -> new Supposed(first.supposed(number, 0, 1), first.baseSequence()));
        gaps.put(0L, gap);
        add(gap, Math.max(0, first.segmentNumber() - places), first.segmentNumber());
        inFront = anywhere.size();
        return this;
    }

    /**
     * Supposes those whose numbers are between those of two segments.
     *
     * @param leastIncarnation of their records
     */
    MissingSegments addBetween(SegmentHeader before, SegmentHeader behind, int leastIncarnation) {
        long from = before.segmentNumber() + 1;
        long end = behind.segmentNumber();
        if (from >= end) {
            return this;
        }
        Gap gap = new Gap(end, number -> behind(before, number, behind.baseSequence(), leastIncarnation));
        gaps.put(from, gap);
        if (anywhere.size() < (long) MOST_FOR_EACH_PLACE * places) {
            long upTo = Math.min(end, from + places);
            add(gap, from, upTo);
            add(gap, Math.max(upTo, end - places), end);
        }
        return this;
    }

    /** Supposes as many behind a segment as there are places. */
    MissingSegments addBehind(SegmentHeader last) {
        Gap gap = new Gap(NO_END, number -> behind(last, number, 0, 1));
        long from = last.segmentNumber() + 1;
        gaps.put(from, gap);
        add(gap, from, from + places);
        return this;
    }

    private void add(Gap gap, long from, long end) {
        for (long number = from; number < end; number++) {
            anywhere.add(gap.supposed().apply(number));
        }
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return gaps.isEmpty();
    }

    /** Those that may lie at a place: the one by which it is named, or else any. */
    SupposedSegments at(SegmentPlace place) {
        if (place.number().isPresent()) {
            return named(place.number());
        }
        if (any == null) {
            any = SupposedSegments.of(anywhere);
        }
        return any;
    }

    /** The same, but none in front of all segments unless the place is named so. */
    SupposedSegments notInFrontAt(SegmentPlace place) {
        if (place.number().isPresent()) {
            return named(place.number());
        }
        if (anyNotInFront == null) {
            anyNotInFront = SupposedSegments.of(anywhere.subList(inFront, anywhere.size()));
        }
        return anyNotInFront;
    }

    private SupposedSegments named(OptionalLong name) {
        long number = name.getAsLong();
        return Optional.ofNullable(gaps.floorEntry(number))
                .map(Map.Entry::getValue)
                .filter(gap -> number < gap.end())
                .map(gap -> SupposedSegments.of(List.of(gap.supposed().apply(number))))
                .orElse(SupposedSegments.NONE);
    }

    /** Those that may lie in a slot, or in a file that somebody has renamed. */
    List<Supposed> anywhere() {
        return anywhere;
    }

    /** @param atLeast what its records may have is no lower, whatever fits into the segments in front */
    private static Supposed behind(SegmentHeader before, long number, long atLeast, int leastIncarnation) {
        long count = Math.min(number - before.segmentNumber() + 1, Long.MAX_VALUE / before.segmentBytes());
        long bytes = count * before.segmentBytes();
        long most = Math.max(atLeast, RecordLayout.mostSequence(before.baseSequence(), bytes));
        return new Supposed(before.supposed(number, before.baseSequence(), leastIncarnation), most);
    }
}
