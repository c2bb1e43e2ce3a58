package io.tidemark.log.survey;

import io.tidemark.log.NotALogException;
import io.tidemark.log.recovery.SupposedSegments;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The places of a log that may be damaged.
 *
 * @param headers of all places
 * @param segments with an intact header of this log, ascending by number
 * @param suspicious places whose header is neither this log's nor zero
 * @param missing segments that may lie at a place without a header
 */
record LogSurvey(Headers headers, List<Located> segments, Set<SegmentPlace> suspicious, MissingSegments missing) {
    /**
     * Tells the log's own segments from others.
     *
     * @throws NotALogException if there is no intact header
     */
    static LogSurvey of(Path path, Headers headers) throws NotALogException {
        List<Located> all = headers.segments();
        if (all.isEmpty()) {
            throw headers.refusal(path);
        }
        UUID owner = Owner.of(all);
        List<Located> segments = new ArrayList<>();
        Set<SegmentPlace> suspicious = new LinkedHashSet<>(headers.suspicious());
        for (Located segment : all) {
            if (segment.header().logId().equals(owner)) {
                segments.add(segment);
            } else {
                suspicious.add(segment.place());
            }
        }
        int places = headers.all().size() - segments.size();
        return new LogSurvey(
                headers, List.copyOf(segments), Collections.unmodifiableSet(suspicious), missing(segments, places));
    }

    /** Places whose header is zero, but for a bit: free ones, and perhaps segments that were damaged. */
    List<SegmentPlace> blank() {
        return headers.blank();
    }

    /** All places whose header isn't one of this log, the suspicious ones first. */
    List<SegmentPlace> headerless() {
        return Stream.concat(suspicious.stream(), blank().stream()).toList();
    }

    /**
     * Segments that may lie at a place without a header. In a file the one of its name, and where there had been something else
     * any, because somebody may have renamed it. In a blank slot none in front of the first one, which was discarded.
     */
    SupposedSegments missingAt(SegmentPlace place) {
        if (!suspicious.contains(place)) { // Of the others there may be very many.
            return missing.notInFrontAt(place);
        }
        return place.number().isEmpty()
                ? missing.at(place)
                : SupposedSegments.of(Stream.concat(missing.at(place).asList().stream(), missing.anywhere().stream())
                        .toList());
    }

    private static MissingSegments missing(List<Located> segments, int places) {
        MissingSegments missing =
                new MissingSegments(places).addInFrontOf(segments.get(0).header());
        for (int i = 1; i < segments.size(); i++) {
            missing.addBetween(segments.get(i - 1).header(), segments.get(i).header(), 1);
        }
        return missing.addBehind(segments.get(segments.size() - 1).header());
    }
}
