package io.tidemark.log.append;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tidemark.log.LogFailedException;
import io.tidemark.log.LogStatistics;
import io.tidemark.log.RecordTooLongException;
import io.tidemark.log.commit.Gathering;
import io.tidemark.log.commit.GroupCommit;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.retain.Retainer;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.ShortageException;
import io.tidemark.resource.ClosedException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The appending side of a log. Appends hold a lock for as long as it takes to put a record into the tail's memory; the
 * {@link LogForcer} works beside them. The {@link Roller} puts a complete segment into a queue that every force empties
 * first, so that segments become durable in order.
 */
public final class LogWriter implements Closeable {
    private static final System.Logger LOG = System.getLogger("io.tidemark.log.HybridLog");

    private final String name;
    private final long segmentBytes;
    private final int maxLength;
    private final SegmentWriter writer;
    private final LogFailure failure;
    private final SegmentSealer sealer;
    private final Arrivals arrivals = new Arrivals();
    private final TailState tail;
    private final LogForcer forcer;
    private final Roller roller;
    private final RecordAppender appender;
    private final AppendersLock appending = new AppendersLock();

    /** Written under {@link #appending}. */
    private volatile boolean closed;

    private boolean finished;

    /** Whoever closes was told that the log had failed. */
    private volatile boolean isFailureTold;

    public LogWriter(
            String name,
            LogStart start,
            LogSegments segments,
            OpenSegments open,
            NextSegment next,
            LogFailure failure,
            SegmentSealer sealer,
            Retainer retainer,
            ForceWaits waits) {
        this.name = name;
        this.segmentBytes = start.segmentBytes();
        this.maxLength = SegmentWriter.maxLength(segmentBytes);
        this.failure = failure;
        this.sealer = sealer;
        this.tail = new TailState(start.sequence() - 1);
        this.forcer = new LogForcer(tail, failure, sealer, retainer, waits);
        this.writer = new SegmentWriter(start.incarnation(), tail::isAllBeforeForced);
        this.roller = new Roller(start, segments, open, next, writer, tail, forcer, failure);
        this.appender = new RecordAppender(writer, roller, tail, failure, start.sequence());
    }

    /** Goes on in the recovered tail, or begins a segment; durable on return. */
    public void start(Recovered.Tail last, ActiveSegment recovered, FooterPlace lastFooter) throws IOException {
        appending.lock();
        try {
            if (last == null) {
                roller.begin(appender.nextSequence(), lastFooter);
            } else {
                tail.begin(recovered);
                writer.goOn(recovered.file(), last);
            }
            try {
                writer.markOpening();
            } catch (DiskFullException e) {
                LOG.log(System.Logger.Level.DEBUG, name + ": there is no space to append", e);
            }
            forcer.forceActive(); // Also shows what later forces will rest on.
            roller.prepareNext();
        } finally {
            appending.unlock();
        }
    }

    /** What makes its records durable. */
    public LogForcer forcer() {
        return forcer;
    }

    /** Why it appends no more, once it doesn't. */
    public LogFailure failure() {
        return failure;
    }

    /** Those who wait for more to be appended. */
    Arrivals arrivals() {
        return arrivals;
    }

    /** Whoever waits looks again: for records, for durability, or for a force. */
    public void wakeAll() {
        arrivals.signal();
        forcer.wakeAll();
    }

    /** The last sequence that was appended. */
    public long last() {
        return tail.last();
    }

    /** Any thread, which waits for nobody. */
    public LogStatistics statistics(long discardedSegments, BackPressure pressure) {
        long sealedBytes = sealer.writtenBytes(); // First: what is sealed meanwhile isn't counted twice.
        return new LogStatistics(
                tail.appendedRecords(),
                tail.appendedBytes(),
                forcer.unforcedBytes(),
                sealedBytes + tail.active().file().statistics().writtenBytes(),
                forcer.forces(),
                roller.rolls(),
                discardedSegments,
                pressure.waits(),
                pressure.waitedNanos());
    }

    /** Appends one record; it can be read when this returns. */
    public long append(ByteBuf record) throws IOException {
        return append(record, BurstClock.now());
    }

    /** As {@link #append(ByteBuf)}, with a timestamp of the caller's. */
    public long append(ByteBuf record, long timestampMicros) throws IOException {
        int length = requireLength(record);
        long sequence;
        appending.lock();
        try {
            requireOpen();
            sequence = appender.append(record, length, timestampMicros);
            tail.reached(sequence);
        } finally {
            appending.unlock();
        }
        arrivals.signal();
        return sequence;
    }

    /** Appends records one behind the other; returns the last one's sequence. */
    public long append(List<ByteBuf> records) throws IOException {
        requireLengths(records);
        appending.lock();
        try {
            requireOpen();
            return appendAll(records);
        } finally {
            appending.unlock();
            arrivals.signal();
        }
    }

    /** As {@link #append(List)}; all of them have one acknowledgement, which is queued in the order of sequences. */
    public void append(List<ByteBuf> records, Acknowledgements acknowledgements, Acknowledgement acknowledgement)
            throws IOException {
        requireLengths(records);
        appending.lock();
        try {
            requireOpen();
            acknowledgements.begin();
            acknowledgements.add(acknowledgement, appendAll(records));
        } finally {
            appending.unlock();
            arrivals.signal();
        }
    }

    /** For the one that holds the appenders' lock. What is in front of a record that fails can be read. */
    private long appendAll(List<ByteBuf> records) throws IOException {
        long timestamp = BurstClock.now();
        try {
            for (ByteBuf record : records) {
                appender.append(record, record.readableBytes(), timestamp);
            }
        } finally {
            tail.reached(appender.nextSequence() - 1);
        }
        return tail.last();
    }

    /** Appends one record whose acknowledgement is queued in the order of sequences. */
    public void append(ByteBuf record, Acknowledgements acknowledgements, Acknowledgement acknowledgement)
            throws IOException {
        int length = requireLength(record);
        appending.lock();
        try {
            requireOpen();
            acknowledgements.begin();
            long sequence = appender.append(record, length, BurstClock.now());
            tail.reached(sequence);
            acknowledgements.add(acknowledgement, sequence);
        } finally {
            appending.unlock();
        }
        arrivals.signal();
    }

    /** Of all, before the first one is appended. */
    private void requireLengths(List<ByteBuf> records) throws RecordTooLongException {
        Objects.requireNonNull(records, "records");
        for (ByteBuf record : records) {
            requireLength(record);
        }
    }

    private int requireLength(ByteBuf record) throws RecordTooLongException {
        Objects.requireNonNull(record, "record");
        ByteBufUtil.ensureAccessible(record); // Its caller's mistake must not fail the log.
        int length = record.readableBytes();
        if (length > maxLength) {
            throw new RecordTooLongException(name, length, segmentBytes, maxLength);
        }
        return length;
    }

    /** Throws if the log is closed, or has failed. Takes no lock. */
    public void requireOpen() throws IOException {
        if (closed) {
            throw ClosedException.ofLog(name);
        }
        failure.check();
    }

    /** Completes a segment that has records, so that all that there is gets sealed. */
    public void sealTail() throws IOException {
        appending.lock();
        try {
            requireOpen();
            if (tail.active().segment().index().recordCount() > 0) {
                roller.roll(appender.nextSequence());
            }
        } finally {
            appending.unlock();
        }
        awaitSealed();
    }

    /** Waits until all segments but the active one are sealed, and the active one's header is durable. */
    public void awaitSealed() throws IOException {
        if (closed) {
            throw ClosedException.ofLog(name);
        }
        forcer.awaitSealed();
        failure.check(); // What is sealed in the background has nobody else to tell.
    }

    /** Nothing more is appended from now on; what was is durable on return. */
    public void stop() throws IOException {
        boolean isFirst;
        appending.lock();
        try {
            isFirst = !closed;
            closed = true;
        } finally {
            appending.unlock();
        }
        if (!isFirst && failure.isSet()) {
            return; // The first one is told.
        }
        try {
            failure.check(); // Somebody may not have heard of it.
            forcer.await(tail.last(), Gathering.NONE);
        } catch (IOException | RuntimeException | Error e) {
            isFailureTold = failure.isSet();
            throw e;
        }
    }

    /** After {@link #stop}: forces, and marks the end. The tail can still be read. Idempotent. */
    public void finish() throws IOException {
        whileStill(() -> {
            if (!finished) {
                finished = true;
                markEnd();
            }
        });
    }

    /**
     * After {@link #finish}, and when what is sealed in the background has ended: closes the file of the active segment.
     * Idempotent.
     *
     * @throws LogFailedException if the log has failed meanwhile, and whoever closes it was not told
     */
    @Override
    public void close() throws IOException {
        whileStill(() -> {
            try {
                tail.active().file().close();
            } catch (IOException | RuntimeException | Error e) {
                isFailureTold = true;
                throw failure.by(e);
            }
            if (!isFailureTold) {
                isFailureTold = failure.isSet();
                failure.check();
            }
        });
    }

    /** Neither an append nor a force is under way meanwhile. */
    private void whileStill(GroupCommit.Action action) throws IOException {
        forcer.commit().whileIdle(() -> {
            appending.lock();
            try {
                action.run();
            } finally {
                appending.unlock();
            }
        });
    }

    private void markEnd() throws IOException {
        try {
            if (!failure.isSet()) {
                forcer.forceAll();
                markDurableEnd();
            }
        } catch (IOException | RuntimeException | Error e) {
            isFailureTold = true;
            throw failure.by(e);
        } finally {
            roller.close();
        }
    }

    /** All is durable. On a full disk, or without memory, nothing tells that, and nothing is lost by it. */
    private void markDurableEnd() throws IOException {
        try {
            writer.markClosing();
            forcer.forceActive();
        } catch (ShortageException e) {
            LOG.log(System.Logger.Level.DEBUG, name + ": no space to mark the end", e);
        }
    }
}
