package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;

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

    /** Closes the files of all; what fails last is attached to what fails first. */
    void close() throws IOException {
        IOException failure = null;
        for (Segment segment : list.asList()) {
            try {
                segment.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    synchronized void removeFirst(int count) {
        list = list.withoutFirst(count);
    }
}
