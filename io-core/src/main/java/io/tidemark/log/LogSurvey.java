package io.tidemark.log;

import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentHeader.FooterPlace;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The places of a log that may be damaged.
 *
 * @param segments with an intact header, ascending by number
 * @param unreadable places whose header is neither intact nor zero
 * @param blank places whose header is zero: free ones, and perhaps segments that were damaged
 */
record LogSurvey(List<Located> segments, List<SegmentPlace> unreadable, List<SegmentPlace> blank) {
    /** A segment and where it lies. */
    record Located(SegmentHeader header, SegmentPlace place) {
        /** Its footer, as a later segment tells, which only the next one can. */
        FooterPlace footerBy(Located later) {
            return later.header().segmentNumber() == header.segmentNumber() + 1
                    ? later.header().previous()
                    : FooterPlace.NONE;
        }
    }

    /**
     * Looks at all headers.
     *
     * @throws NotALogException if there is no intact one, or one of an unknown version
     */
    static LogSurvey of(Posix posix, Path path) throws IOException {
        List<Located> segments = new ArrayList<>();
        List<SegmentPlace> unreadable = new ArrayList<>();
        List<SegmentPlace> blank = new ArrayList<>();
        List<SegmentPlace> places;
        try (SegmentStore store = Stores.openForReading(posix, path)) {
            places = store.places();
        }
        for (SegmentPlace place : places) {
            try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly())) {
                HeaderCheck check = bytes.header();
                if (check instanceof HeaderCheck.Valid valid) {
                    segments.add(new Located(valid.header(), place));
                } else if (check instanceof HeaderCheck.UnknownVersion unknown) {
                    throw unknown.refusal(place.path());
                } else {
                    (check instanceof HeaderCheck.NeverWritten ? blank : unreadable).add(place);
                }
            }
        }
        if (segments.isEmpty()) {
            throw new NotALogException(path.toString(), "no segment with a readable header was found in it");
        }
        segments.sort(Comparator.comparingLong(located -> located.header().segmentNumber()));
        return new LogSurvey(List.copyOf(segments), List.copyOf(unreadable), List.copyOf(blank));
    }

    /**
     * Headers that a place without one may have had: of each segment that is missing between the others or next to them. In
     * a blank place no more than its name allows, or else none in front of the first one, which was discarded.
     */
    List<SegmentHeader> missingAt(SegmentPlace place) {
        if (!blank.contains(place)) {
            return missing();
        }
        long first = segments.get(0).header().segmentNumber();
        return missing().stream()
                .filter(supposed -> place.number().isEmpty()
                        ? supposed.segmentNumber() > first
                        : supposed.segmentNumber() == place.number().getAsLong())
                .toList();
    }

    private List<SegmentHeader> missing() {
        List<SegmentHeader> missing = new ArrayList<>();
        SegmentHeader first = segments.get(0).header();
        if (first.segmentNumber() > 0) {
            missing.add(supposed(first, first.segmentNumber() - 1, 0));
        }
        for (int i = 1; i < segments.size(); i++) {
            SegmentHeader before = segments.get(i - 1).header();
            for (long number = before.segmentNumber() + 1;
                    number < segments.get(i).header().segmentNumber();
                    number++) {
                missing.add(supposed(before, number, before.baseSequence()));
            }
        }
        SegmentHeader last = segments.get(segments.size() - 1).header();
        missing.add(supposed(last, last.segmentNumber() + 1, last.baseSequence()));
        return missing;
    }

    private static SegmentHeader supposed(SegmentHeader like, long number, long leastSequence) {
        UUID fileId = like.fileId();
        return new SegmentHeader(fileId, number, leastSequence, 1, 0, like.segmentBytes(), FooterPlace.NONE);
    }
}
