package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.DiscardedSegmentException;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.io.IOException;
import java.util.function.LongSupplier;

/** The reading side of a log. Any thread. */
final class LogReader {
    private final String name;
    private final LogSegments segments;
    private final Arrivals arrivals;
    private final LongSupplier last;
    private final LongSupplier durable;
    private volatile boolean isClosed;

    /**
     * @param last the last sequence that can be read
     * @param durable the last sequence that is durable
     */
    LogReader(String name, LogSegments segments, Arrivals arrivals, LongSupplier last, LongSupplier durable) {
        this.name = name;
        this.segments = segments;
        this.arrivals = arrivals;
        this.last = last;
        this.durable = durable;
    }

    LogSegments segments() {
        return segments;
    }

    long first() {
        SegmentList list = segments.list();
        return list.count() == 0 ? last.getAsLong() + 1 : list.get(0).baseSequence();
    }

    long visible(Visibility visibility) {
        return visibility == Visibility.DURABLE ? Math.min(durable.getAsLong(), last.getAsLong()) : last.getAsLong();
    }

    ByteBuf read(long sequence) throws IOException {
        SegmentList list = segments.list();
        int index = list.indexOf(sequence);
        if (index < 0 || sequence > last.getAsLong()) {
            throw outOfRange(sequence);
        }
        try {
            return new RecordLookup(list.get(index), sequence).find();
        } catch (DiscardedSegmentException e) {
            throw outOfRange(sequence);
        }
    }

    /** In front of the first record whose timestamp isn't lower; behind the last one if there is none. */
    long sequenceAt(long timestampMicros) throws IOException {
        SegmentList list = segments.list();
        for (int i = 0; i < list.count(); i++) {
            Segment segment = list.get(i);
            SparseIndex index = segment.index();
            boolean isLast = i == list.count() - 1;
            int entry = index.entryByTime(timestampMicros);
            if (entry >= 0 && (isLast || index.highestTimestampMicros() >= timestampMicros)) {
                return sequenceAt(index.sequence(entry), timestampMicros);
            }
        }
        return last.getAsLong() + 1;
    }

    private long sequenceAt(long from, long timestampMicros) throws IOException {
        try (LogCursor cursor = new LogCursor(this, Visibility.APPENDED, from)) {
            while (cursor.next()) {
                if (cursor.timestampMicros() >= timestampMicros) {
                    return cursor.sequence();
                }
            }
            return cursor.nextSequence();
        }
    }

    /** Waits until a sequence can be read. */
    boolean await(long sequence, Visibility visibility, long timeoutNanos) throws InterruptedException {
        return arrivals.await(() -> isClosed || sequence <= visible(visibility), timeoutNanos) && !isClosed;
    }

    SequenceOutOfRangeException outOfRange(long sequence) {
        return new SequenceOutOfRangeException(name, sequence, first(), last.getAsLong());
    }

    void close() {
        isClosed = true;
        arrivals.signal();
    }
}
