package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import java.io.IOException;

/** Describes segments to callers. */
final class Segments {
    private Segments() {}

    static SegmentInfo describe(Segment segment) throws IOException {
        return new SegmentInfo(
                segment.header().segmentNumber(),
                segment.place().path(),
                segment.place().offset(),
                segment.readableEnd(),
                segment.header().segmentBytes(),
                segment.baseSequence(),
                segment.index().recordCount(),
                segment.isSealed() ? SegmentInfo.State.SEALED : SegmentInfo.State.OPEN,
                segment.current().ranges().stream()
                        .filter(range -> range.length() > 0)
                        .toList());
    }
}
