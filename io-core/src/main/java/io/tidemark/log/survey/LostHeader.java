package io.tidemark.log.survey;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.IdentityScan;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.log.recovery.SupposedSegments;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;

/**
 * What the header of a segment must have said that can't be read: which of the missing segments lies there is told by the
 * records that fit.
 *
 * @param segment with its header, as far as others and its first record tell it
 * @param firstSequence of the first record that is left
 */
record LostHeader(Located segment, long firstSequence) {
    /** Whether that record is known to be the first one that there was: it is no higher than the header's bound. */
    boolean isBeginKnown() {
        return firstSequence == segment.header().baseSequence();
    }

    /** Empty if no record is left that fits to a header that is supposed. */
    static Optional<LostHeader> of(Posix posix, SupposedSegments supposed, SegmentPlace place) throws IOException {
        if (supposed.isEmpty()) {
            return Optional.empty();
        }
        try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
            SegmentReader reader = place.reading().isUnderLock() ? bytes : bytes.glance(supposed.segmentBytes());
            Optional<SegmentHeader> header = IdentityScan.run(reader, supposed, bytes.lengthBytes());
            return header.isPresent() ? of(bytes, new Located(header.get(), place)) : Optional.empty();
        }
    }

    private static Optional<LostHeader> of(PlaceBytes bytes, Located supposed) throws IOException {
        SegmentHeader header = supposed.header();
        try (RescueScan scan = new RescueScan(bytes, header, bytes.lengthBytes())) {
            if (!scan.next()) {
                return Optional.empty();
            }
            SegmentHeader told =
                    header.with(header.baseSequence(), scan.record().incarnation());
            return Optional.of(new LostHeader(
                    new Located(told, supposed.place()), scan.record().sequence()));
        }
    }

    /**
     * Whether a segment was durable although its header is lost: a record of it says so.
     *
     * @param lost with what such a header must have said
     * @param leastIncarnation of the record
     */
    static boolean isProvenDurable(Posix posix, Located lost, int leastIncarnation) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, lost.place());
                RescueScan scan = new RescueScan(bytes, lost.header(), bytes.lengthBytes()).since(leastIncarnation)) {
            return scan.findProof();
        }
    }
}
