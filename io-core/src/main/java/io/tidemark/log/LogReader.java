package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.DiscardedSegmentException;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.ClosedException;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BooleanSupplier;

/** The reading side of a log. Any thread. */
final class LogReader {
    private static final int KEPT_BATCHES = 4;

    private final String name;
    private final LogSegments segments;
    private final LogEnd end;
    private final SegmentStore store;
    private final ArrayBlockingQueue<RecordBatch> batches = new ArrayBlockingQueue<>(KEPT_BATCHES);
    private volatile boolean isClosing;
    private volatile boolean isClosed;

    LogReader(String name, LogSegments segments, LogEnd end, SegmentStore store) {
        this.name = name;
        this.segments = segments;
        this.end = end;
        this.store = store;
    }

    LogSegments segments() {
        return segments;
    }

    long first() {
        SegmentList list = segments.list();
        return list.count() == 0 ? end.last() + 1 : list.get(0).baseSequence();
    }

    /** The last sequence that is shown. */
    long visible(Visibility visibility) {
        return visibility == Visibility.DURABLE ? Math.min(end.durable(), end.last()) : end.last();
    }

    /** Whether a sequence is shown, also if it came just now. */
    boolean isVisible(long sequence, Visibility visibility) throws IOException {
        if (sequence <= visible(visibility)) {
            return true;
        }
        end.look(() -> sequence <= visible(visibility));
        return sequence <= visible(visibility);
    }

    ByteBuf read(long sequence) throws IOException {
        while (true) {
            Segment segment = segment(sequence);
            try {
                return RecordLookup.find(segment, sequence);
            } catch (IOException e) {
                requireReplaced(segment, sequence, explain(e, segment, sequence));
            }
        }
    }

    int read(long sequence, ByteBuf target) throws IOException {
        while (true) {
            Segment segment = segment(sequence);
            try {
                return RecordLookup.find(segment, sequence, target);
            } catch (IOException e) {
                requireReplaced(segment, sequence, explain(e, segment, sequence));
            }
        }
    }

    /** The sequence is in another segment of the list by now, because the log was cut back; else the read has failed. */
    private void requireReplaced(Segment segment, long sequence, IOException failure) throws IOException {
        if (isListed(segment) || sequence < first() || sequence > end.last()) {
            throw failure;
        }
    }

    private boolean isListed(Segment segment) {
        return segments.list().asList().contains(segment);
    }

    void read(long[] sequences, RecordConsumer consumer) throws IOException {
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

    /** What kept a sequence of a segment from being read: what was met, or that the segment or the log is not there. */
    IOException explain(IOException met, Segment segment, long sequence) {
        if (met instanceof ClosedChannelException) {
            IOException closed = ClosedException.ofLog(name);
            closed.initCause(met);
            return closed;
        }
        if (!isListed(segment)) {
            return discarded(sequence); // Whoever is about to let go of it may not have come to it yet.
        }
        if (isCutBack(met, segment, sequence)) {
            return discarded(sequence);
        }
        boolean isDamage = met instanceof DamagedLogException && isOfItself(segment, met);
        if (isDamage && segment.place().isItsOwn()) {
            return met; // Nothing else is put into its file, be that deleted by now.
        }
        if (!isDiscarded(met, segment)) {
            return isDamage ? met : orReplaced(met);
        }
        return discarded(sequence);
    }

    /** Whether what is in the place of the segment, or of a part of it, was written after records there were taken back. */
    private boolean isCutBack(IOException met, Segment segment, long sequence) {
        try {
            end.lookBack();
        } catch (IOException e) {
            met.addSuppressed(e);
        }
        return !isListed(segment) || sequence > end.last();
    }

    private IOException discarded(long sequence) {
        try {
            end.look(() -> first() <= end.last()); // Or it would be told that the log is empty.
            return outOfRange(sequence);
        } catch (IOException e) {
            IOException outOfRange = outOfRange(sequence);
            outOfRange.addSuppressed(e);
            return outOfRange;
        }
    }

    /** Whether damage was met in the segment itself, wherever its file is by now, and not in what has taken its place. */
    private static boolean isOfItself(Segment segment, IOException damage) {
        try {
            return segment.hasItsHeader();
        } catch (IOException e) {
            damage.addSuppressed(e);
            return false;
        }
    }

    /** What isn't open yet is opened by its path, where somebody may have put another log. */
    private IOException orReplaced(IOException met) {
        try {
            if (met instanceof NoSuchFileException) {
                store.requireThere();
            } else {
                store.requireInPlace();
            }
            return met;
        } catch (NotALogException e) {
            e.addSuppressed(met);
            return e;
        } catch (IOException e) {
            met.addSuppressed(e);
            return met;
        }
    }

    /** Whether what was met is due to a discard, in this process or another. */
    boolean isDiscarded(IOException met, Segment segment) {
        try {
            return met instanceof DiscardedSegmentException || end.isDiscarded(segment);
        } catch (IOException e) {
            met.addSuppressed(e);
            return false;
        }
    }

    /** Of the first record whose timestamp isn't lower; one behind the last one, which is looked for, if there is none. */
    long sequenceAt(long timestampMicros) throws IOException {
        while (true) {
            long behind = end.last() + 1; // Before the list is taken, which then holds all in front of it.
            SegmentList list = segments.list();
            try {
                return sequenceAt(from(list, behind, timestampMicros), timestampMicros);
            } catch (SequenceOutOfRangeException e) {
                if (segments.list() == list) {
                    throw e;
                } // Else it was discarded meanwhile, and what is left begins later.
            }
        }
    }

    /** From where to look for it: none is in front. */
    private static long from(SegmentList list, long end, long timestampMicros) {
        // What was the end a moment ago may have been discarded since.
        long behind = list.count() == 0 ? end : Math.max(end, list.get(0).baseSequence());
        for (int i = 0; i < list.count(); i++) {
            Segment segment = list.get(i);
            SparseIndex index = segment.index();
            boolean isLast = i == list.count() - 1;
            int entry = index.entryByTime(timestampMicros);
            if (entry >= 0 && (isLast || index.highestTimestampMicros() >= timestampMicros)) {
                return Math.min(index.sequence(entry), behind); // Of a batch that is still being appended, perhaps.
            }
        }
        return behind;
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

    /** What was taken back so far. */
    CutBacks cutBacks() {
        return end.cutBacks();
    }

    /**
     * Waits until a sequence is shown, or will not be.
     *
     * @param isCutBack whether who waits has to be told that what it was shown was taken back
     * @return whether one of both is so, or the time is over
     * @throws ClosedChannelException if neither is, and the log is being closed, perhaps since before
     */
    boolean await(long sequence, Visibility visibility, BooleanSupplier isCutBack, long timeoutNanos)
            throws IOException, InterruptedException {
        BooleanSupplier isDecided = () -> sequence <= visible(visibility) || isCutBack.getAsBoolean();
        await(visibility, () -> isClosing || isDecided.getAsBoolean(), timeoutNanos);
        if (isDecided.getAsBoolean()) {
            return true;
        }
        requireNotClosing();
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
    boolean awaitDurable(long sequence, long timeoutNanos) throws IOException, InterruptedException {
        Visibility durable = Visibility.DURABLE;
        CutBacks known = end.cutBacks();
        BooleanSupplier isCutBack =
                sequence > end.last() ? () -> false : () -> end.cutBacks().since(known) <= sequence;
        BooleanSupplier isDecided = () -> sequence <= visible(durable)
                || isCutBack.getAsBoolean()
                || isClosing
                || end.failure().isPresent();
        // Looks for more also where there is no time to wait.
        if (!isDecided.getAsBoolean() && !isVisible(sequence, durable)) {
            await(durable, isDecided, timeoutNanos);
        }
        if (isCutBack.getAsBoolean()) {
            throw new LogCutBackException(name, end.cutBacks().since(known));
        }
        if (sequence <= visible(durable)) {
            return true;
        }
        Optional<LogFailedException> failure = end.failure();
        if (failure.isPresent()) {
            throw failure.get();
        }
        requireNotClosing();
        return false;
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
    IOException outOfRange(long sequence) {
        return isClosed
                ? ClosedException.ofLog(name)
                : new SequenceOutOfRangeException(name, sequence, first(), end.last());
    }

    String name() {
        return name;
    }

    void requireOpen() throws IOException {
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
    void stopWaiting() {
        isClosing = true;
        end.wake();
    }

    /** Who waits is told, and the files are closed. */
    void close() throws IOException {
        isClosed = true;
        Closing.all(this::stopWaiting, segments::close);
    }
}
