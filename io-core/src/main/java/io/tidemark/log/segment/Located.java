package io.tidemark.log.segment;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;

/** A segment and where it lies. */
public record Located(SegmentHeader header, SegmentPlace place) {
    /** The number of the segment. */
    public long segmentNumber() {
        return header.segmentNumber();
    }

    /** Where this segment's footer lies, if {@code later} is the next segment; else {@link FooterPlace#NONE}. */
    public FooterPlace footerBy(Located later) {
        return later.segmentNumber() == segmentNumber() + 1 ? later.header().previous() : FooterPlace.NONE;
    }
}
