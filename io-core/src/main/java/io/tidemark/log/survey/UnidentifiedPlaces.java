package io.tidemark.log.survey;

import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;

/**
 * Places of a damaged log where there had been a segment, and of which no record is left that tells which one. What is missing
 * between other segments has sequences that those tell.
 */
record UnidentifiedPlaces(List<SegmentPlace> places) {
    /** In a log that can be opened. */
    static final UnidentifiedPlaces NONE = new UnidentifiedPlaces(List.of());

    /**
     * Of a log that can't be opened.
     *
     * @param written places where there had been a segment, with a header that can't be read or belongs to another log
     * @param identified those whose records tell their segment
     */
    static UnidentifiedPlaces of(LogSurvey survey, List<SegmentPlace> written, Set<SegmentPlace> identified) {
        List<SegmentPlace> places = new ArrayList<>(written);
        places.removeAll(identified);
        addMisplaced(survey.segments(), places);
        return new UnidentifiedPlaces(List.copyOf(places));
    }

    /** A copy of another segment has taken the place of one. */
    private static void addMisplaced(List<Located> segments, List<SegmentPlace> places) {
        long before = -1;
        for (Located segment : segments) {
            long number = segment.segmentNumber();
            SegmentPlace place = segment.place();
            if (place.isItsOwn() ? !place.mayHold(number) : number == before) {
                places.add(place);
            }
            before = number;
        }
    }

    /**
     * Those that may lie in front of the others, or behind them. Where as many segments are missing between the others as
     * there are places without a number, they lie there.
     *
     * @param first number of a segment from which on sequences are known
     * @param numbers of the segments that are there
     */
    List<SegmentPlace> outside(long first, NavigableSet<Long> numbers) {
        long last = numbers.last();
        long missing = last - first + 1 - numbers.tailSet(first, true).size();
        List<SegmentPlace> outside = new ArrayList<>();
        List<SegmentPlace> anywhere = new ArrayList<>();
        for (SegmentPlace place : places) {
            if (place.number().isEmpty()) {
                anywhere.add(place);
            } else if (place.number().getAsLong() < first || place.number().getAsLong() > last) {
                outside.add(place);
            }
        }
        if (anywhere.size() > missing) {
            outside.addAll(anywhere);
        }
        return outside;
    }
}
