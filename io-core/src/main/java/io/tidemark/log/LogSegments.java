package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;

/** The segments of an open log; readers take whatever snapshot is current. */
final class LogSegments {
    private volatile SegmentList list;

    LogSegments(SegmentList list) {
        this.list = list;
    }

    SegmentList list() {
        return list;
    }

    synchronized void add(Segment segment) {
        list = list.with(segment);
    }

    synchronized void removeFirst(int count) {
        list = list.withoutFirst(count);
    }
}
