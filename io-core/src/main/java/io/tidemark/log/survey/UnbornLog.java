package io.tidemark.log.survey;

import io.tidemark.log.NotALogException;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.List;

/** Places without one intact header, where there can only be what is left of a log that was being created. */
record UnbornLog(Posix posix, List<SegmentPlace> places, SegmentContents segments) {
    /**
     * Looks at all that is there. Each byte is read once, because the places of a file follow one another.
     *
     * @throws NotALogException if it is something else
     */
    void require() throws IOException {
        for (int i = 0; i < places.size(); i++) {
            SegmentPlace place = places.get(i);
            if (!segments.isUnborn(place, bytesUpToTheNext(i))) {
                throw noSegment(place);
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
            // Of who only reads nobody expects a change.
            String assurance = segments.sharing() == LogRecovery.Sharing.LOCKED ? "; nothing was changed" : "";
            return new NotALogException(place.toString(), whatItIs(bytes) + assurance);
        }
    }

    private static String whatItIs(PlaceBytes bytes) throws IOException {
        if (bytes.header() instanceof HeaderCheck.Damaged damaged) {
            return damaged.refusal();
        }
        return bytes.isBeginOfFile() ? "it is a HybridFile, which is no log" : "it is no segment of a log";
    }
}
