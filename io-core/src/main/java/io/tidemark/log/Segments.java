package io.tidemark.log;

import io.tidemark.file.Range;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import java.io.IOException;
import java.util.List;

/** Describes segments to callers. */
final class Segments {
    private Segments() {}

    static SegmentInfo describe(Segment segment) throws IOException {
        List<Range> ranges = segment.current().ranges().stream()
                .filter(range -> range.length() > 0)
                .toList();
        return describe(segment, segment.readableEnd(), ranges);
    }

    /** A sealed one; without ranges if its file can't be opened now. */
    static SegmentInfo describeSealed(Segment segment) {
        try {
            return describe(segment);
        } catch (IOException | RuntimeException e) {
            return describe(segment, ((SegmentEnd.Sealed) segment.end()).endOffset(), List.of());
        }
    }

    private static SegmentInfo describe(Segment segment, long endOffset, List<Range> ranges) {
        return new SegmentInfo(
                segment.header().segmentNumber(),
                segment.place().path(),
                segment.place().offset(),
                endOffset,
                segment.header().segmentBytes(),
                segment.baseSequence(),
                segment.index().recordCount(),
                segment.isSealed() ? SegmentInfo.State.SEALED : SegmentInfo.State.OPEN,
                ranges);
    }
}
