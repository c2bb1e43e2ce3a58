package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;
import java.util.List;

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
        forEach(list.asList(), Segment::close);
    }

    /** The first ones are gone: nobody reads them from now on. */
    void discardFirst(int count) throws IOException {
        List<Segment> gone;
        synchronized (this) {
            gone = list.asList().subList(0, count);
            removeFirst(count);
        }
        forEach(gone, Segment::discard);
    }

    @FunctionalInterface
    private interface Step {
        void take(Segment segment) throws IOException;
    }

    private static void forEach(List<Segment> segments, Step step) throws IOException {
        IOException failure = null;
        for (Segment segment : segments) {
            try {
                step.take(segment);
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
