package io.tidemark.log.survey;

import io.tidemark.log.segment.Located;
import java.util.OptionalLong;

/**
 * Where a damaged log began, as far as anything is left that tells it.
 *
 * @param number of its first segment
 * @param sequence of its first record; empty if nobody knows it
 */
record Beginning(long number, OptionalLong sequence) {
    /** With a segment whose header can be read, unless the name of a file says that segment 0 is not discarded. */
    static Beginning of(LogSurvey survey, Located first) {
        long number = first.segmentNumber();
        return number == 0 || isThereTheVeryFirst(survey)
                ? at(0, 0)
                : at(number, first.header().baseSequence());
    }

    /** The same with a segment whose header is lost. */
    static Beginning of(LogSurvey survey, LostHeader first) {
        long number = first.segment().segmentNumber();
        if (number == 0 || isThereTheVeryFirst(survey)) {
            return at(0, 0);
        }
        return first.isBeginKnown() ? at(number, first.firstSequence()) : new Beginning(number, OptionalLong.empty());
    }

    private static Beginning at(long number, long sequence) {
        return new Beginning(number, OptionalLong.of(sequence));
    }

    private static boolean isThereTheVeryFirst(LogSurvey survey) {
        return survey.headerless().stream().anyMatch(place -> place.number().equals(OptionalLong.of(0)));
    }
}
