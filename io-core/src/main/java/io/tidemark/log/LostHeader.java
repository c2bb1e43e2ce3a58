package io.tidemark.log;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;

/**
 * What the header of a segment must have said that can't be read: which of the missing segments lies there is told by the
 * records that fit.
 *
 * @param header as far as other headers and its first record tell it
 * @param firstSequence of the first record that is left
 */
record LostHeader(SegmentHeader header, long firstSequence) {
    /** Empty if no record is left. */
    static Optional<LostHeader> of(Posix posix, LogSurvey survey, SegmentPlace place) throws IOException {
        for (SegmentHeader supposed : survey.missingAt(place)) {
            Optional<LostHeader> found = of(posix, supposed, place);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Empty if no record is left that fits to the header that is supposed. */
    static Optional<LostHeader> of(Posix posix, SegmentHeader supposed, SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly());
                RescueScan scan = new RescueScan(bytes, supposed, bytes.lengthBytes())) {
            return scan.next()
                    ? Optional.of(new LostHeader(
                            since(supposed, scan.record().incarnation()),
                            scan.record().sequence()))
                    : Optional.empty();
        }
    }

    private static SegmentHeader since(SegmentHeader supposed, int incarnation) {
        return new SegmentHeader(
                supposed.fileId(),
                supposed.segmentNumber(),
                supposed.baseSequence(),
                incarnation,
                supposed.createdMicros(),
                supposed.segmentBytes(),
                supposed.previous());
    }
}
