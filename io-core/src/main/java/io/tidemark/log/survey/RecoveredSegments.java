package io.tidemark.log.survey;

import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The segments of a log as its readers see them, made of what a recovery has found. */
public final class RecoveredSegments {
    private RecoveredSegments() {}

    /** Those that are complete. */
    public static List<Segment> sealed(Optional<Recovered> recovered, OpenSegments open) {
        List<Segment> segments = new ArrayList<>();
        if (recovered.isPresent()) {
            for (Recovered.Sealed sealed : recovered.get().sealed()) {
                segments.add(Segment.readable(sealed.segment(), sealed.index(), open, sealed.end()));
            }
        }
        return segments;
    }

    /** All of them, of a log that somebody else may append to. */
    public static SegmentList followed(Optional<Recovered> recovered, OpenSegments open) {
        List<Segment> segments = sealed(recovered, open);
        recovered.flatMap(Recovered::tail).ifPresent(tail -> segments.add(followed(tail, open)));
        return SegmentList.of(segments);
    }

    private static Segment followed(Recovered.Tail tail, OpenSegments open) {
        SegmentEnd end = new SegmentEnd.Followed(tail.endOffset(), tail.endOffset());
        return Segment.readable(tail.segment(), tail.index(), open, end);
    }
}
