package io.tidemark.log.append;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;

/**
 * Appends records to the active segment, each with the next sequence, and rolls where one has no room. For the thread that
 * holds the appenders' lock.
 */
final class RecordAppender {
    private final SegmentWriter writer;
    private final Roller roller;
    private final TailState tail;
    private final LogFailure failure;

    private long nextSequence;

    RecordAppender(SegmentWriter writer, Roller roller, TailState tail, LogFailure failure, long nextSequence) {
        this.writer = writer;
        this.roller = roller;
        this.tail = tail;
        this.failure = failure;
        this.nextSequence = nextSequence;
    }

    /** The sequence of the next record. */
    long nextSequence() {
        return nextSequence;
    }

    /** Appends a record of {@code length} bytes, which fits into a segment; returns its sequence. */
    long append(ByteBuf record, int length, long timestampMicros) throws IOException {
        if (!writer.isClear(length)) {
            makeClear(length);
        }
        long sequence = nextSequence;
        int bytes;
        try {
            bytes = writer.append(sequence, timestampMicros, record, record.readerIndex(), length);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.byUnlessRefused(e);
        }
        nextSequence = sequence + 1;
        tail.addBytes(bytes);
        return sequence;
    }

    private void makeClear(int length) throws IOException {
        ensureOpening();
        makeRoom(length);
        writer.stage(length);
    }

    private void ensureOpening() throws IOException {
        boolean hasOpening;
        try {
            hasOpening = roller.ensureOpening();
        } catch (IOException | RuntimeException | Error e) {
            throw failure.byUnlessRefused(e);
        }
        if (!hasOpening) {
            roller.roll(nextSequence);
        }
    }

    /** A full disk may still have room in a place that is used again, which is there as a whole. */
    private void makeRoom(int length) throws IOException {
        if (writer.hasRoom(length)) {
            try {
                reserve(length);
                return;
            } catch (DiskFullException e) {
                if (tail.active().segment().index().recordCount() == 0) {
                    throw e;
                }
            }
        }
        roller.roll(nextSequence);
        reserve(length);
    }

    private void reserve(int length) throws IOException {
        try {
            writer.reserve(length);
        } catch (OutOfMemoryError e) {
            throw e; // Nothing was written.
        } catch (IOException | RuntimeException | Error e) {
            throw failure.byUnlessRefused(e);
        }
    }
}
