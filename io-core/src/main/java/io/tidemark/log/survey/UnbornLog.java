package io.tidemark.log.survey;

import io.tidemark.log.NotALogException;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.List;

/**
 * Places without one intact header, where there can only be what is left of a log that was being created. That has no second
 * file, which is only made when the first header is durable.
 */
record UnbornLog(Posix posix, List<SegmentPlace> places, SegmentContents segments) {
    /**
     * Looks at all that is there. Each byte is read once, because the places of a file follow one another.
     *
     * @throws NotALogException if it is something else
     */
    void require() throws IOException {
        for (int i = 0; i < places.size(); i++) {
            if (!segments.isUnborn(places.get(i), bytesUpToTheNext(i))) {
                throw noSegment(places.get(i));
            }
        }
        for (SegmentPlace place : places) {
            if (place.number().orElse(0) > 0) {
                throw refusal(
                        place,
                        "it holds nothing, nor does any other segment's file beside it, but no creation leaves one with this"
                                + " number: what was in it is lost, as by a copy that nobody forced; take the log from another"
                                + " copy, or remove these files to begin a new one");
            }
        }
    }

    private long bytesUpToTheNext(int index) {
        SegmentPlace place = places.get(index);
        boolean isLast =
                index + 1 == places.size() || !places.get(index + 1).path().equals(place.path());
        return isLast ? Long.MAX_VALUE : places.get(index + 1).offset() - place.offset();
    }

    private NotALogException noSegment(SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
            return refusal(place, whatItIs(bytes));
        }
    }

    private NotALogException refusal(SegmentPlace place, String what) {
        // Of who only reads nobody expects a change.
        String assurance = place.reading().isUnderLock() ? "; nothing was changed" : "";
        return new NotALogException(place.toString(), what + assurance);
    }

    private static String whatItIs(PlaceBytes bytes) throws IOException {
        if (bytes.header() instanceof HeaderCheck.Damaged damaged) {
            return damaged.refusal();
        }
        return bytes.isBeginOfFile() ? "it is a HybridFile, which is no log" : "it is no log of Tidemark's";
    }
}
