package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.IdentityScan;
import io.tidemark.log.recovery.IdentityScan.Supposed;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Glance;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the header of a segment must have said that can't be read: which of the missing segments lies there is told by the
 * records that fit.
 *
 * @param header as far as other headers and its first record tell it
 * @param firstSequence of the first record that is left
 */
record LostHeader(SegmentHeader header, long firstSequence) {
    /** Empty if no record is left that fits to a header that is supposed. */
    static Optional<LostHeader> of(Posix posix, List<Supposed> supposed, SegmentPlace place) throws IOException {
        if (supposed.isEmpty()) {
            return Optional.empty();
        }
        try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
            Glance glance = bytes.glance(supposed.get(0).header().segmentBytes());
            Optional<SegmentHeader> header = IdentityScan.run(glance, supposed, bytes.lengthBytes());
            return header.isPresent() ? of(bytes, header.get()) : Optional.empty();
        }
    }

    private static Optional<LostHeader> of(PlaceBytes bytes, SegmentHeader header) throws IOException {
        try (RescueScan scan = new RescueScan(bytes, header, bytes.lengthBytes())) {
            return scan.next()
                    ? Optional.of(new LostHeader(
                            header.with(header.baseSequence(), scan.record().incarnation()),
                            scan.record().sequence()))
                    : Optional.empty();
        }
    }
}
