package io.tidemark.log.read;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.LogCutBackException;
import io.tidemark.log.LogFailedException;
import io.tidemark.log.RecordConsumer;
import io.tidemark.log.SequenceOutOfRangeException;
import io.tidemark.log.Visibility;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.ClosedException;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BooleanSupplier;

/** The reading side of a log. Any thread. */
public final class LogReader {
    private static final int KEPT_BATCHES = 4;

    private final String name;
    private final LogSegments segments;
    private final LogEnd end;
    private final SegmentStore store;
    private final ArrayBlockingQueue<RecordBatch> batches = new ArrayBlockingQueue<>(KEPT_BATCHES);
    private volatile boolean isClosing;
    private volatile boolean isClosed;

    public LogReader(String name, LogSegments segments, LogEnd end, SegmentStore store) {
        this.name = name;
        this.segments = segments;
        this.end = end;
        this.store = store;
    }

    public LogSegments segments() {
        return segments;
    }

    public long first() {
        SegmentList list = segments.list();
        return list.count() == 0 ? end.last() + 1 : list.get(0).baseSequence();
    }

    /** The last sequence that is shown. */
    public long visible(Visibility visibility) {
        return visibility == Visibility.DURABLE ? Math.min(end.durable(), end.last()) : end.last();
    }

    /** Whether a sequence is shown, also if it came just now. */
    public boolean isVisible(long sequence, Visibility visibility) throws IOException {
        if (sequence <= visible(visibility)) {
            return true;
        }
        end.look(() -> sequence <= visible(visibility));
        return sequence <= visible(visibility);
    }

    public ByteBuf read(long sequence) throws IOException {
        while (true) {
            Segment segment = segment(sequence);
            try {
                return RecordLookup.find(segment, sequence);
            } catch (IOException e) {
                requireReplaced(segment, sequence, failures().explain(e, segment, sequence));
            }
        }
    }

    public int read(long sequence, ByteBuf target) throws IOException {
        while (true) {
            Segment segment = segment(sequence);
            try {
                return RecordLookup.find(segment, sequence, target);
            } catch (IOException e) {
                requireReplaced(segment, sequence, failures().explain(e, segment, sequence));
            }
        }
    }

    /** The sequence is in another segment of the list by now, because the log was cut back; else the read has failed. */
    private void requireReplaced(Segment segment, long sequence, IOException failure) throws IOException {
        if (isListed(segment) || sequence < first() || sequence > end.last()) {
            throw failure;
        }
    }

    /** Whether a segment is one of the log, as far as that is known. */
    boolean isListed(Segment segment) {
        return segments.list().asList().contains(segment);
    }

    public void read(long[] sequences, RecordConsumer consumer) throws IOException {
        requireOpen();
        RecordBatch batch = batch();
        try {
            for (int done = 0; done < sequences.length; ) {
                if (!batch.isReusable()) {
                    batch = new RecordBatch(); // Somebody keeps what the last one holds.
                }
                int count = copy(batch, sequences, done);
                give(batch, count, sequences, done, consumer);
                done += count;
                if (count == 0) {
                    readAlone(sequences[done++], consumer);
                }
            }
        } finally {
            batch.forget();
            if (batch.isReusable()) {
                batches.offer(batch);
            }
        }
    }

    private RecordBatch batch() {
        RecordBatch idle = batches.poll();
        return idle != null ? idle : new RecordBatch();
    }

    private void give(RecordBatch batch, int count, long[] sequences, int from, RecordConsumer consumer)
            throws IOException {
        for (int i = 0; i < count; i++) {
            long sequence = sequences[from + i];
            ByteBuf payload = batch.payload(i, sequence);
            if (payload != null) {
                consumer.accept(sequence, payload);
            } else {
                readAlone(sequence, consumer);
            }
        }
    }

    /** How many were copied. What kept others from it is found out by who reads them alone. */
    private int copy(RecordBatch batch, long[] sequences, int from) {
        try {
            long last = end.last(); // Before the list is taken, which then holds its segment.
            return batch.copy(segments.list(), last, sequences, from);
        } catch (IOException e) {
            return 0;
        }
    }

    private void readAlone(long sequence, RecordConsumer consumer) throws IOException {
        ByteBuf payload = read(sequence);
        try {
            consumer.accept(sequence, payload);
        } finally {
            payload.release();
        }
    }

    private Segment segment(long sequence) throws IOException {
        if (sequence > end.last()) { // Before the list is taken, which then holds its segment.
            throw outOfRange(sequence);
        }
        SegmentList list = segments.list();
        int index = list.indexOf(sequence);
        if (index < 0) {
            throw outOfRange(sequence);
        }
        return list.get(index);
    }

    /** What was taken back so far. */
    public CutBacks cutBacks() {
        return segments.list().cutBacks();
    }

    /**
     * Waits until a sequence is shown, or will not be.
     *
     * @param isCutBack whether who waits has to be told that what it was shown was taken back
     * @return whether one of both is so, or the time is over
     * @throws LogFailedException if neither is, and the log has failed, perhaps since before
     * @throws ClosedChannelException if neither is, and the log is being closed, perhaps since before
     */
    public boolean await(long sequence, Visibility visibility, BooleanSupplier isCutBack, long timeoutNanos)
            throws IOException, InterruptedException {
        BooleanSupplier isDecided = () -> sequence <= visible(visibility) || isCutBack.getAsBoolean();
        await(visibility, () -> isOver() || isDecided.getAsBoolean(), timeoutNanos);
        boolean isOver = isOver(); // First: what came before that is there.
        if (isDecided.getAsBoolean()) {
            return true;
        }
        if (isOver) {
            throw ending();
        }
        return false;
    }

    /**
     * Waits until a sequence is durable, and forces nothing for it. If it is, this says so whatever has become of the log.
     *
     * @return whether it is, or the time is over
     * @throws LogCutBackException if it could be read, and is taken back meanwhile
     * @throws LogFailedException if it isn't, and the log has failed, perhaps meanwhile
     * @throws ClosedChannelException if it isn't, and the log is being closed, perhaps since before
     */
    public boolean awaitDurable(long sequence, long timeoutNanos) throws IOException, InterruptedException {
        Visibility durable = Visibility.DURABLE;
        CutBacks known = cutBacks();
        BooleanSupplier isCutBack =
                sequence > end.last() ? () -> false : () -> cutBacks().since(known) <= sequence;
        BooleanSupplier isDecided = () -> sequence <= visible(durable) || isCutBack.getAsBoolean() || isOver();
        // Looks for more also where there is no time to wait.
        if (!isDecided.getAsBoolean() && !isVisible(sequence, durable)) {
            await(durable, isDecided, timeoutNanos);
        }
        boolean isOver = isOver(); // First: what was durable before that is known.
        if (isCutBack.getAsBoolean()) {
            throw new LogCutBackException(name, cutBacks().since(known), Visibility.APPENDED);
        }
        if (sequence <= visible(durable)) {
            return true;
        }
        if (isOver) {
            throw ending();
        }
        return false;
    }

    /** Why nothing more will come, if it has failed. */
    public Optional<LogFailedException> failure() {
        return end.failure();
    }

    /** Nothing more will come. */
    private boolean isOver() {
        return isClosing || failure().isPresent();
    }

    /** Why it is over. */
    private IOException ending() {
        Optional<LogFailedException> failure = failure();
        return failure.isPresent() ? failure.get() : ClosedException.ofLog(name);
    }

    private void await(Visibility visibility, BooleanSupplier reached, long timeoutNanos)
            throws IOException, InterruptedException {
        try {
            end.await(visibility, reached, timeoutNanos);
        } catch (ClosedChannelException e) {
            requireNotClosing(); // While it was looking, perhaps; then this is about a file of it.
            throw e;
        }
    }

    /** What keeps a sequence from being read that the log doesn't hold: that it doesn't, or that it is closed. */
    public IOException outOfRange(long sequence) {
        return isClosed
                ? ClosedException.ofLog(name)
                : new SequenceOutOfRangeException(name, sequence, first(), end.last());
    }

    public String name() {
        return name;
    }

    /** Says what kept somebody from reading. */
    public ReadFailures failures() {
        return new ReadFailures(this, end, store);
    }

    public void requireOpen() throws IOException {
        if (isClosed) {
            throw ClosedException.ofLog(name);
        }
    }

    private void requireNotClosing() throws IOException {
        if (isClosing) {
            throw ClosedException.ofLog(name);
        }
    }

    /**
     * Who waits is told, now and from now on: nothing more will come. What there is can be read until {@link #close}. Whoever
     * waits may be called by the log, and the close would wait for him in turn. Idempotent.
     */
    public void stopWaiting() {
        isClosing = true;
        end.wake();
    }

    /** Who waits is told, and the files are closed. */
    public void close() throws IOException {
        isClosed = true;
        Closing.all(this::stopWaiting, segments::close);
    }
}
