package io.tidemark.log.survey;

import io.tidemark.log.segment.SegmentPlace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that segments' files are named by. Each name is durable before the next file is made, and of files that are
 * given back the last one goes first. So none is ever missing between two others, unless it was lost.
 */
final class SegmentNames {
    private final List<SegmentPlace> named;

    /** @param places of a log; slots have no names */
    SegmentNames(List<SegmentPlace> places) {
        named = places.stream()
                .filter(place -> place.number().isPresent())
                .sorted(Comparator.comparingLong(SegmentNames::numberOf))
                .toList();
    }

    /**
     * A file that is missing.
     *
     * @param behind the next one that is there
     */
    record Missing(long segmentNumber, SegmentPlace behind) {}

    /** The first file that is missing behind a segment, and in front of another one. */
    Optional<Missing> firstMissingBehind(long segmentNumber) {
        long expected = segmentNumber + 1;
        for (SegmentPlace place : named) {
            long number = numberOf(place);
            if (number > expected) {
                return Optional.of(new Missing(expected, place));
            }
            expected = number == expected ? expected + 1 : expected;
        }
        return Optional.empty();
    }

    private static long numberOf(SegmentPlace named) {
        return named.number().orElseThrow();
    }
}
