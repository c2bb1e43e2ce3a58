package io.tidemark.log.survey;

import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.Posix;
import java.io.IOException;

/** Which is the first record that a segment had whose header is lost: the one behind the last of the segment in front. */
record FirstLost(Posix posix, LogSurvey survey) {
    /** Its sequence; where nobody knows it a lower one, never one of a record behind it. */
    long sequence(LostHeader lost) throws IOException {
        long sequence = lost.segment().header().baseSequence();
        long inFront = lost.segment().segmentNumber() - 1;
        if (inFront < 0) {
            return 0;
        }
        if (!lost.isBeginKnown()) { // Else there is no need to read all of it.
            for (Located segment : survey.segments()) {
                if (segment.segmentNumber() == inFront) {
                    sequence = Math.max(sequence, nextSequence(segment));
                }
            }
        }
        return Math.min(sequence, lost.firstSequence());
    }

    private long nextSequence(Located segment) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place());
                RescueScan scan = new RescueScan(bytes, segment.header(), bytes.lengthBytes())) {
            scan.countRest();
            return scan.nextSequence();
        }
    }
}
