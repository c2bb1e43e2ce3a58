package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the places of a log whose header is zero although they are not free: the records behind it are of a segment
 * that is missing, and was durable.
 */
record ZeroedHeaders(Posix posix, LogSurvey survey, NextOpening opening) {
    private record Zeroed(SegmentPlace place, LostHeader lost) {
        Located located() {
            return new Located(lost.header(), place);
        }

        /** What is left of a segment that was begun twice was dropped the first time. */
        Zeroed orLater(Zeroed other) {
            return other.lost.header().incarnation() > lost.header().incarnation() ? other : this;
        }
    }

    /** In the order of their segments. */
    List<DamagedLogException> find(List<SegmentPlace> blank) throws IOException {
        Map<Long, Zeroed> byNumber = zeroed(blank);
        long durable = opening.provenNumber();
        for (Map.Entry<Long, Zeroed> each : byNumber.entrySet()) {
            if (opening.isDurable(posix, each.getValue().located())) {
                durable = Math.max(durable, each.getKey() + 1);
            }
        }
        List<DamagedLogException> damages = new ArrayList<>();
        for (Map.Entry<Long, Zeroed> each : byNumber.entrySet()) {
            if (each.getKey() < durable) {
                Zeroed zeroed = each.getValue();
                damages.add(Damages.unreadable(zeroed.place, zeroed.lost.firstSequence(), "but records behind it are"));
            }
        }
        return damages;
    }

    private Map<Long, Zeroed> zeroed(List<SegmentPlace> blank) throws IOException {
        Map<Long, Zeroed> byNumber = new TreeMap<>();
        for (SegmentPlace place : blank) {
            Optional<LostHeader> lost = LostHeader.of(posix, survey.missingAt(place), place);
            lost.ifPresent(
                    found -> byNumber.merge(found.header().segmentNumber(), new Zeroed(place, found), Zeroed::orLater));
        }
        return byNumber;
    }
}
