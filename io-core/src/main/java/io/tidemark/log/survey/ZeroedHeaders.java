package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Finds the places of a log whose header is zero although they are not free: the records behind it are of a segment
 * that is missing, and was durable.
 */
record ZeroedHeaders(Posix posix, LogSurvey survey, Findings opening, LostHeaders lostHeaders) {
    private static final BinaryOperator<LostHeader> THE_ONE_THAT_COUNTS =
            BinaryOperator.maxBy(Comparator.comparing(LostHeader::segment, Twins.WHICH_COUNTS));

    /** In the order of their segments. */
    List<DamagedLogException> find(List<SegmentPlace> blank) throws IOException {
        Map<Long, LostHeader> byNumber = zeroed(blank);
        long durable = opening.provenNumber();
        for (Map.Entry<Long, LostHeader> each : byNumber.entrySet()) {
            if (opening.isDurable(posix, each.getValue().segment())) {
                durable = Math.max(durable, each.getKey() + 1);
            }
        }
        List<DamagedLogException> damages = new ArrayList<>();
        for (Map.Entry<Long, LostHeader> each : byNumber.entrySet()) {
            if (each.getKey() < durable) {
                LostHeader lost = each.getValue();
                damages.add(Damages.headerInFrontOfRecords(
                        lost.segment().place(), new FirstLost(posix, survey).sequence(lost)));
            }
        }
        return damages;
    }

    private Map<Long, LostHeader> zeroed(List<SegmentPlace> blank) throws IOException {
        Map<Long, LostHeader> byNumber = new TreeMap<>();
        for (SegmentPlace place : blank) {
            lostHeaders
                    .at(place)
                    .ifPresent(lost -> byNumber.merge(lost.segment().segmentNumber(), lost, THE_ONE_THAT_COUNTS));
        }
        return byNumber;
    }
}
