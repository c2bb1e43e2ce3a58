package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.log.format.RecordCheck;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentDamage;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.resource.ClosedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Reads records one behind the other; each is verified, and so is what the log has written between them for itself. It
 * begins in front of a record: {@link #next()} moves to it. At the end of the log it stays, and goes on when there is more.
 * It has not seen what lies in front of where it began, nor behind the last record: {@link Verification} looks at all.
 *
 * <p>It reads ahead, so after the log's close it still shows what it has read, and throws
 * {@link java.nio.channels.ClosedChannelException} where it would have to read on.
 *
 * <p>What is asked of a record throws {@link IllegalStateException} while the cursor is at none: before the first
 * {@link #next()}, when that has said that there is none, and after the cursor's close.
 *
 * <p>For one thread at a time; any number of cursors may be open. A cursor that is not closed keeps a buffer, which grows
 * up to a mebibyte as it goes on, or to 256 KiB while the log's device is forced now and then, and beyond for a longer record.
 */
public final class LogCursor implements Closeable {
    /** A reader that wants few records costs little, and one that goes on pays less for each chunk. */
    private static final int FIRST_CHUNK_BYTES = 64 << 10;

    private static final int LARGEST_CHUNK_BYTES = 1 << 20;

    /** All of a chunk is wanted at once, so the device has it in front of any force that begins meanwhile. */
    private static final int CHUNK_BETWEEN_FORCES_BYTES = 256 << 10;

    private static final int NOWHERE = -1;

    private final LogReader log;
    private final Visibility visibility;

    private Segment segment;
    private SegmentSalt salt;
    private RecordCursor record;
    private long nextOffset;
    private long nextSequence;

    /** Bytes of the segment from {@code chunkOffset} on; null if none are here. */
    private ByteBuf chunk;

    private ByteBuffer memory;
    private int wantedBytes = FIRST_CHUNK_BYTES;
    private long chunkOffset;
    private long chunkEnd;

    /** Where the segment ended when the chunk was read. */
    private long segmentEnd;

    /** The last sequence that was there when the chunk was read; what lies behind may have been half written. */
    private long chunkLast = -1;

    /** The last sequence that is known to be shown. */
    private long shown = -1;

    /** What was taken back before it showed anything, or went on all the same. */
    private CutBacks known;

    /** Sequences up to here are shown, and what the chunk holds of them is as their appenders left it. */
    private long readyLast = -1;

    /** Where the record at which the cursor is lies in the chunk; {@link #NOWHERE} if it is at none. */
    private int recordIndex = NOWHERE;

    private int recordLength;

    /** Made when somebody asks for it. */
    private ByteBuf payload;

    /** Somebody has had a payload of the chunk, which is retained once more since then. */
    private boolean isGivenOut;

    private boolean isClosed;

    /** @param known what was taken back before anybody asked whether the sequence is there */
    LogCursor(LogReader log, Visibility visibility, long sequence, CutBacks known) {
        this.log = log;
        this.visibility = visibility;
        this.nextSequence = sequence;
        this.known = known;
    }

    /**
     * Moves to the next record.
     *
     * @return false if there is none now
     * @throws SequenceOutOfRangeException if it has been discarded
     * @throws LogCutBackException if a record in front of it, in a log that somebody else writes, was taken back by a crash; if
     *     the cursor shows what is durable, only if the log was cut off or put back to an earlier state, or its medium has lost
     *     it
     * @throws DamagedLogException if it, or what lies in front of it, is not what was written; the cursor stays in front. Of
     *     a log that somebody else writes also where damage keeps more from being found
     * @throws java.nio.channels.ClosedChannelException if the cursor is closed, or the log is and no more was read of it
     * @throws IllegalReferenceCountException if a payload of the cursor was released that had not been retained; the record is
     *     read anew the next time
     */
    public boolean next() throws IOException {
        requireBuffer();
        payload = null;
        recordIndex = NOWHERE;
        return isNextInChunk() || findNext();
    }

    /** Goes on to the next record if all of it is in the chunk, as nearly always; what else there may be is for others. */
    private boolean isNextInChunk() {
        if (nextSequence > readyLast) {
            return false;
        }
        int index = indexOf(nextOffset);
        int length = RecordCheck.length(salt, nextOffset, nextSequence, memory, index);
        if (length < 0) {
            return false;
        }
        recordIndex = index;
        recordLength = length;
        nextOffset += RecordLayout.recordBytes(length);
        nextSequence++;
        return true;
    }

    private boolean findNext() throws IOException {
        requireOpen();
        log.segments().requireOpen();
        while (true) {
            boolean isThere = nextSequence <= shown || log.isVisible(nextSequence, visibility);
            SegmentList list = log.segments().list(); // Then it holds the sequence, or tells that it was taken back.
            if (goesBack(list.cutBacks())) {
                continue;
            }
            if (!isThere) {
                return false;
            }
            show();
            try {
                moveOn(list);
                return true;
            } catch (IOException e) {
                goOnBehindDiscarded(e);
            }
        }
    }

    /** Whether the log was cut back: then nothing counts that was known of what is behind. */
    private boolean goesBack(CutBacks now) throws LogCutBackException {
        long sequence = now.since(known);
        if (sequence == CutBacks.NOWHERE) {
            return false;
        }
        if (isBehind(sequence)) {
            throw new LogCutBackException(log.name(), sequence, visibility);
        }
        leave();
        known = now;
        shown = Math.min(shown, sequence - 1);
        return true;
    }

    /** Whether it has shown what was there, or began behind; one that shows what is durable may have begun at what isn't. */
    private boolean isBehind(long sequence) {
        return sequence < (visibility == Visibility.DURABLE ? Math.min(nextSequence, shown + 1) : nextSequence);
    }

    private void moveOn(SegmentList list) throws IOException {
        if (segment == null) {
            seek(list);
        }
        while (!step(list)) {
            // Past what is no record of a caller's.
        }
    }

    /** A segment that is gone may have ended in front of the next record, which is there: then that is looked for anew. */
    private void goOnBehindDiscarded(IOException met) throws IOException {
        IOException failure = segment == null ? met : log.failures().explain(met, segment, nextSequence);
        if (!(failure instanceof SequenceOutOfRangeException)) {
            throw failure;
        }
        boolean isNew = segment == null;
        leave();
        if (isNew || nextSequence < log.first()) {
            throw failure;
        }
    }

    /** The next one is there, and others behind it may be. */
    private void show() {
        if (nextSequence > shown) {
            shown = Math.max(nextSequence, log.visible(visibility));
            readyLast = Math.min(shown, chunkLast);
        }
    }

    /**
     * Moves to the next record, and waits for it if there is none now. It doesn't spin.
     *
     * @return false if none came in time
     * @throws LogFailedException if there is none, and the log's writer in this process has failed, perhaps meanwhile: none will
     *     come
     * @throws java.nio.channels.ClosedChannelException as {@link #next()}, and if the log is closed while this waits
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean next(Duration timeout) throws IOException, InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        requireOpen();
        if (next()) {
            return true;
        }
        return log.await(
                        nextSequence,
                        visibility,
                        () -> isBehind(log.cutBacks().since(known)),
                        TimeUnit.NANOSECONDS.convert(timeout))
                && next();
    }

    /** The sequence of the record. */
    public long sequence() {
        requireRecord();
        return nextSequence - 1;
    }

    /**
     * When it was appended, in microseconds since the epoch, by the writer's clock, which goes by milliseconds: many records
     * have the same.
     */
    public long timestampMicros() {
        requireRecord();
        return RecordCheck.timestampMicros(memory, recordIndex);
    }

    /** Length of the payload in bytes. */
    public int length() {
        requireRecord();
        return recordLength;
    }

    /**
     * The payload, to be read only. It is the cursor's: valid until it moves or is closed, unless it is retained. Then all of
     * the cursor's buffer is, up to a mebibyte, and where that is a view, the place of its segment isn't used again.
     */
    public ByteBuf payload() {
        requireRecord();
        if (payload == null) {
            if (!isGivenOut) {
                chunk.retain();
                isGivenOut = true;
            }
            payload = chunk.slice(chunk.readerIndex() + recordIndex + RecordLayout.HEADER_BYTES, recordLength);
        }
        return payload;
    }

    /** The sequence that {@link #next()} moves to. */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * It is the cursor's to release. Whoever else does takes the memory away, of which the next record may be part. Once it
     * may not be freed by that: a pool could hand out the same object again, which looks as if nothing had happened.
     */
    private void requireBuffer() {
        if (isGivenOut && chunk.refCnt() < 2) {
            dropChunk();
            throw new IllegalReferenceCountException("a payload of a cursor on " + log.name()
                    + " was released more often than retained: it is the cursor's; retain() it for who releases it");
        }
    }

    private void requireRecord() {
        if (recordIndex == NOWHERE) {
            throw new IllegalStateException("the cursor is not at a record: next() has to return true first");
        }
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new ClosedException(log.name(), "the cursor");
        }
    }

    private void seek(SegmentList list) throws IOException {
        int index = list.indexOf(nextSequence);
        if (index < 0) {
            throw log.failures().outOfRange(nextSequence);
        }
        enter(list.get(index));
        int entry = segment.index().entryBySequence(nextSequence);
        // In front of the segment's first record may be one of the log's own, to be verified, too.
        if (entry >= 0 && nextSequence != segment.baseSequence()) {
            nextOffset = segment.index().offset(entry);
        }
    }

    private void enter(Segment newSegment) {
        dropChunk();
        RecordCursor itsRecord = new RecordCursor(newSegment.salt()); // Without memory, nothing has changed here.
        segment = newSegment;
        salt = newSegment.salt();
        record = itsRecord;
        nextOffset = SegmentHeader.BYTES;
    }

    private void leave() {
        dropChunk();
        segment = null;
    }

    /** Whether the next record is the one that was wanted. */
    private boolean step(SegmentList list) throws IOException {
        if (!isHere(RecordLayout.HEADER_BYTES)) {
            load(RecordLayout.HEADER_BYTES);
        }
        requireValid(record.readHeader(memory, indexOf(nextOffset), nextOffset, segmentEnd));
        int recordBytes = RecordLayout.HEADER_BYTES + record.length();
        if (!isHere(recordBytes)) {
            load(recordBytes);
        }
        requireValid(record.verifyBody(memory, indexOf(nextOffset)));
        if (!record.isData() && record.kind() == RecordKind.FOOTER) {
            enterNext(list);
            return false;
        }
        nextOffset = record.nextOffset();
        if (!record.isData() || record.sequence() < nextSequence) {
            return false;
        }
        if (record.sequence() > nextSequence) {
            throw damaged("sequence " + record.sequence() + " stands in its place");
        }
        recordIndex = indexOf(record.offset());
        recordLength = record.length();
        nextSequence++;
        return true;
    }

    private void enterNext(SegmentList list) throws IOException {
        int index = list.indexOf(nextSequence);
        if (index < 0) {
            throw log.failures().outOfRange(nextSequence);
        }
        Segment next = list.get(index);
        if (next == segment) {
            throw damaged("there is a footer");
        }
        enter(next);
    }

    /** Whether so many bytes of the next record are in the chunk, as its appender left them. */
    private boolean isHere(int length) {
        return nextSequence <= chunkLast && nextOffset >= chunkOffset && nextOffset + length <= chunkEnd;
    }

    /** Reads the next record's bytes: as many as fit into a chunk, and these at least. */
    private void load(int length) throws IOException {
        long end = segment.readableEnd();
        if (length > end - nextOffset) {
            throw damaged("the segment ends at offset " + (segment.place().offset() + end));
        }
        long last = log.visible(Visibility.APPENDED);
        int most = segment.current().areForcesExpected() ? CHUNK_BETWEEN_FORCES_BYTES : LARGEST_CHUNK_BYTES;
        int wanted = Math.max(length, Math.min(wantedBytes, most));
        ByteBuf loaded = read(length, (int) Math.min(wanted, end - nextOffset));
        wantedBytes = Math.min(2 * wantedBytes, LARGEST_CHUNK_BYTES);
        dropChunk();
        chunk = loaded;
        memory = loaded.nioBuffer(loaded.readerIndex(), loaded.readableBytes()).order(ByteOrder.LITTLE_ENDIAN);
        chunkOffset = nextOffset;
        chunkEnd = nextOffset + loaded.readableBytes();
        segmentEnd = end;
        chunkLast = last;
        readyLast = Math.min(shown, last);
    }

    /** As many as are wanted; where not all of them can be read, these, and from there on in small steps again. */
    private ByteBuf read(int length, int wanted) throws IOException {
        try {
            return segment.read(nextOffset, wanted);
        } catch (MediaErrorException e) {
            if (wanted == length) {
                throw e;
            }
            wantedBytes = length;
            return segment.read(nextOffset, length);
        }
    }

    private int indexOf(long offset) {
        return (int) (offset - chunkOffset);
    }

    private void dropChunk() {
        recordIndex = NOWHERE;
        payload = null;
        chunkEnd = 0; // So that nothing is here, whatever becomes visible.
        chunkLast = -1;
        readyLast = -1;
        if (chunk != null) {
            releaseChunk();
        }
        chunk = null;
        memory = null;
        isGivenOut = false;
    }

    /** As often as it is the cursor's; less, if somebody else has released what was given out. */
    private void releaseChunk() {
        int own = Math.min(chunk.refCnt(), isGivenOut ? 2 : 1);
        if (own > 0) {
            chunk.release(own);
        }
    }

    private void requireValid(Verdict verdict) throws DamagedLogException {
        if (verdict != Verdict.VALID) {
            boolean isFooter = segment.end() instanceof SegmentEnd.Sealed sealed
                    && sealed.footer().offset() == nextOffset;
            throw damaged(isFooter ? SegmentDamage.footer(segment.header(), verdict) : SegmentDamage.there(verdict));
        }
    }

    private DamagedLogException damaged(String what) {
        return SegmentDamage.at(segment.place(), nextOffset, nextSequence, what);
    }

    /** Releases the buffer. Idempotent. */
    @Override
    public void close() {
        isClosed = true;
        leave();
    }
}
