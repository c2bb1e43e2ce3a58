package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordChain;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.Verdict;
import java.io.IOException;

/**
 * Finds every intact record of a segment, also behind damage: where no record begins, the next one is looked for on each
 * multiple of 8. A checksum binds a record to its place, so what is found was written there. What an earlier incarnation
 * left behind a later one, and what steps back in the sequence, is passed over. Behind the first place where no record begins
 * so is what {@linkplain LaterIncarnations later ones} have dropped, wherever they lie: a block may show what it held in an
 * earlier life of the log. In front of it all is what an opening would take.
 */
public final class RescueScan implements AutoCloseable {
    private final SegmentReader reader;
    private final SegmentSalt salt;
    private final ReadWindow window;
    private final CandidateChecksums checksums;
    private final RecordCursor cursor;
    private final long end;
    private final long mostSequence;

    /** Of the segment behind; null if it isn't known. */
    private SegmentHeader next;

    /** What follows without a gap from the first record on, and where that ends so far. */
    private RecordChain chain;

    private long chainEnd = SegmentHeader.BYTES;

    /** Null until something is found behind a gap. */
    private LaterIncarnations later;

    private long offset = SegmentHeader.BYTES;
    private long nextSequence;
    private int incarnation;
    private boolean isProof;
    private long foundUpTo;

    /**
     * Begins in front of the first record. Changes nothing.
     *
     * @param header of the segment, or one that {@link IdentityScan} has found, whose base sequence may be too low by as many
     *     records as fit into a segment
     * @param limit offset behind the last byte that there is; more than the segment is ignored
     */
    public RescueScan(SegmentReader reader, SegmentHeader header, long limit) {
        end = Math.min(limit, header.segmentBytes()) & -RecordLayout.ALIGNMENT_BYTES;
        this.reader = reader;
        salt = header.salt();
        chain = new RecordChain(header);
        cursor = new RecordCursor(salt);
        foundUpTo = offset;
        nextSequence = header.baseSequence();
        mostSequence = RecordLayout.mostSequence(nextSequence, 2 * header.segmentBytes());
        incarnation = header.incarnation();
        window = new CopiedWindow(reader, end, ScanListener.NONE);
        checksums = new CandidateChecksums(window, reader);
    }

    /** Passes over what incarnations before this one left. */
    public RescueScan since(int leastIncarnation) {
        incarnation = Math.max(incarnation, leastIncarnation);
        return this;
    }

    /**
     * Passes over what an incarnation had appended here before this segment took its sequences.
     *
     * @param behind header of the next segment
     */
    public RescueScan inFrontOf(SegmentHeader behind) {
        next = behind;
        return this;
    }

    /** Begins further on, in front of what may be the record of a sequence; {@link #since} comes first. */
    public RescueScan from(long offset, long sequence) {
        this.chain = new RecordChain(sequence, incarnation);
        this.chainEnd = offset;
        this.offset = offset;
        this.foundUpTo = offset;
        this.nextSequence = sequence;
        return this;
    }

    /** The highest incarnation of what was found, the log's own records included. */
    public int incarnation() {
        return incarnation;
    }

    /** Behind the last record that was found or is told of by one of the log's own. */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * Behind the last record that was found, the log's own included; what can't be read from there on may have been more. A
     * footer is followed by none, so it reaches to the end of everything.
     */
    public long foundUpTo() {
        return foundUpTo;
    }

    /** Goes on to the next intact {@code DATA} record; false if there is none. */
    public boolean next() throws IOException {
        while (end - offset >= RecordLayout.HEADER_BYTES) {
            window.moveToHeader(offset);
            offset = window.candidate(offset, nextSequence, mostSequence);
            if (!hasHeader(offset) || !isPossible() || !isSound() || isDropped()) {
                offset += RecordLayout.ALIGNMENT_BYTES;
                continue;
            }
            incarnation = cursor.incarnation();
            isProof |= cursor.durableOffset() > 0;
            boolean isFooter = cursor.kind() == RecordKind.FOOTER;
            offset = isFooter ? end : cursor.nextOffset();
            foundUpTo = isFooter ? Long.MAX_VALUE : offset;
            nextSequence = cursor.sequence() + (cursor.isData() ? 1 : 0);
            if (cursor.isData()) {
                return true;
            }
        }
        return false;
    }

    /** Goes on to the end, and says how many {@code DATA} records there were. */
    public long countRest() throws IOException {
        long records = 0;
        while (next()) {
            records++;
        }
        return records;
    }

    /** Goes on until a record, be it one of the log's own, says that something of the segment was durable; false if none does. */
    public boolean findProof() throws IOException {
        boolean isMore = true;
        while (isMore && !isProof) {
            isMore = next();
        }
        return isProof;
    }

    /** Whether it may follow; so that payloads that look like headers, of whatever length, are seldom checksummed. */
    private boolean isPossible() {
        return cursor.sequence() >= nextSequence
                && cursor.sequence() <= mostSequence
                && cursor.incarnation() >= incarnation
                && cursor.incarnation() <= SegmentHeader.MOST_INCARNATION
                && !isOutOfPlace();
    }

    /** Its sequence is one of the next segment, which wasn't begun before: such a one would be a leftover itself. */
    private boolean isOutOfPlace() {
        return next != null
                && cursor.isData()
                && cursor.sequence() >= next.baseSequence()
                && cursor.incarnation() <= next.incarnation();
    }

    /** The record that {@link #next} came to; only until that is called again. */
    public RecordCursor record() {
        return cursor;
    }

    private boolean hasHeader(long at) {
        return cursor.readHeader(window.memory(), window.indexOf(at), at, end) == Verdict.VALID;
    }

    private boolean isDropped() throws IOException {
        if (offset == chainEnd && chain.check(cursor) == Verdict.VALID) {
            chain.follow(cursor);
            chainEnd = cursor.nextOffset();
            return false;
        }
        if (later == null) {
            later = LaterIncarnations.find(reader, salt, offset, end, incarnation, nextSequence, mostSequence);
        }
        return later.dropped(cursor);
    }

    private boolean isSound() throws IOException {
        return cursor.isChecksumRight(checksums.of(cursor));
    }

    /** How many bytes were checksummed. */
    long checksummedBytes() {
        return checksums.checksummedBytes();
    }

    @Override
    public void close() {
        checksums.close();
        window.close();
    }
}
