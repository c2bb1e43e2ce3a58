package io.tidemark.log.survey;

import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which segments lie where a header is lost; found out once, so that all who judge it speak of the same. */
final class LostHeaders {
    private final Posix posix;
    private final LogSurvey survey;

    /** At the suspicious places: of the others there may be very many, and each is asked about once. */
    private final Map<SegmentPlace, Optional<LostHeader>> known = new HashMap<>();

    LostHeaders(Posix posix, LogSurvey survey) {
        this.posix = posix;
        this.survey = survey;
    }

    /** Empty if no record there fits to a segment that is missing. */
    Optional<LostHeader> at(SegmentPlace place) throws IOException {
        if (known.containsKey(place)) {
            return known.get(place);
        }
        Optional<LostHeader> lost = LostHeader.of(posix, survey.missingAt(place), place);
        if (survey.suspicious().contains(place)) {
            known.put(place, lost);
        }
        return lost;
    }
}
