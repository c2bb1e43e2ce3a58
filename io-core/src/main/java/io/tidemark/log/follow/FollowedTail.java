package io.tidemark.log.follow;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DamagedStateException;
import io.tidemark.file.OutOfRangeException;
import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.RecordChain;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.SharedSegment;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The last known segment of a log that somebody else writes, up to the last record that was found whole: what is half written
 * is not valid yet, and is looked at again the next time. For one thread at a time; what it has taken, others may read.
 */
final class FollowedTail {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int NO_RECORD = 0;

    /** What stands behind the last record. */
    enum Next {
        /** Nothing that is valid, as far as its header tells. */
        NOTHING,
        /** The first record of another writer, who may have begun in front of the last one. */
        OPENING,
        /** Any other record. */
        RECORD
    }

    private final Posix posix;
    private final Segment segment;
    private final RecordCursor record;
    private final RecordChain chain;
    private final RecordedDurability durability;

    /** Behind the last record that was taken. */
    private long offset;

    /** Up to here readers know of them. */
    private long publishedOffset;

    /** How many bytes of the segment there were when that was looked at. */
    private long fileBytes;

    /** Of the last record that was found, of whatever kind; {@link #NO_RECORD} if none was, or it can't be read. */
    private long lastOffset = NO_RECORD;

    /** By which it is told from what may have taken its place. */
    private long lastWord;

    private boolean isComplete;

    private FollowedTail(Posix posix, Segment segment, RecordChain chain, long offset) {
        this.posix = posix;
        this.segment = segment;
        this.record = new RecordCursor(segment.salt());
        this.chain = chain;
        this.durability = new RecordedDurability(segment.index());
        this.offset = offset;
        this.publishedOffset = offset;
        this.fileBytes = offset; // And more, if one looks.
    }

    /** One of which nothing but the header was looked at. */
    static FollowedTail begun(Posix posix, Segment segment) {
        return new FollowedTail(posix, segment, new RecordChain(segment.header()), SegmentHeader.BYTES);
    }

    /** One that a recovery has read up to its end. */
    static FollowedTail recovered(Posix posix, Segment segment, Recovered.Tail found) {
        RecordChain chain = found.endOffset() == SegmentHeader.BYTES // Its writer may be in front of the first record.
                ? new RecordChain(segment.header())
                : new RecordChain(found.index().nextSequence(), found.incarnation());
        FollowedTail tail = new FollowedTail(posix, segment, chain, found.endOffset());
        tail.lookAtLastRecords();
        return tail;
    }

    /** One that is complete, with a footer of this incarnation. */
    static FollowedTail complete(Posix posix, Segment segment, int incarnation) {
        RecordChain chain = new RecordChain(segment.index().nextSequence(), incarnation);
        FollowedTail tail = new FollowedTail(posix, segment, chain, segment.readableEnd());
        tail.isComplete = true;
        tail.lookAtLastRecords();
        return tail;
    }

    /** What those behind the last entry of the index tell of those in front. */
    private void lookAtLastRecords() {
        int entry = segment.index().entryCount() - 1;
        try (HeaderWalk walk = HeaderWalk.open(posix, segment, entry, offset)) {
            while (walk.isBeforeEnd() && walk.next()) { // Else the place is used again.
                durability.learn(walk.record());
                found(walk.record());
            }
        } catch (IOException ignored) {
            // Less is known to be durable. Whoever reads there meets it, too.
        }
    }

    Segment segment() {
        return segment;
    }

    /** Whether its footer was found: nothing more will come. */
    boolean isComplete() {
        return isComplete;
    }

    /** The last sequence that was found; that in front of the segment if there is none in it. */
    long lastSequence() {
        return chain.nextSequence() - 1;
    }

    /** The last sequence of the segment that its records say is durable; -1 if they say nothing. */
    long durableSequence() {
        return durability.sequence();
    }

    /** Whether the last record is what it was, as far as its first word tells. */
    boolean isLastThere() throws IOException {
        if (lastOffset == NO_RECORD) {
            return true;
        }
        try {
            return wordAt(lastOffset) == lastWord;
        } catch (TruncatedFileException | OutOfRangeException | NoSuchFileException | DamagedStateException e) {
            return false; // The last of these where it is opened anew, and shorter than it was.
        } catch (MediaErrorException e) {
            return true; // Whoever reads it is told.
        }
    }

    private long wordAt(long at) throws IOException {
        ByteBuf word = segment.read(at, Long.BYTES);
        try {
            return word.getLongLE(word.readerIndex());
        } finally {
            word.release();
        }
    }

    /** The last record's, or the header's. */
    int incarnation() {
        return chain.incarnation();
    }

    /** Where the next record belongs. */
    long offset() {
        return offset;
    }

    /** Damage there, as far as what lies behind tells. */
    Optional<DamagedLogException> damageBehind() throws IOException {
        Located located = new Located(segment.header(), segment.place());
        return new SharedSegment(posix, located).damageBehind(offset, chain.nextSequence(), chain.incarnation());
    }

    /** What stands there, as far as its header tells: whoever waits at the end looks often, and reads no more than that. */
    Next next() throws IOException {
        while (fileBytes - offset >= RecordLayout.HEADER_BYTES) {
            try {
                boolean isValid = readHeader() == Verdict.VALID && chain.check(record) == Verdict.VALID;
                return !isValid ? Next.NOTHING : record.kind() == RecordKind.OPENING ? Next.OPENING : Next.RECORD;
            } catch (TruncatedFileException | OutOfRangeException e) {
                if (!shrinks()) {
                    return Next.NOTHING;
                }
            }
        }
        return Next.NOTHING;
    }

    private Verdict readHeader() throws IOException {
        ByteBuf header = segment.read(offset, RecordLayout.HEADER_BYTES);
        try {
            return record.readHeader(header.nioBuffer().order(ByteOrder.LITTLE_ENDIAN), 0, offset, fileBytes);
        } finally {
            header.release();
        }
    }

    /** Takes the valid records in the next chunk, of which {@link #next} has seen the first; whether anything has changed. */
    boolean take() throws IOException {
        long start = offset;
        int length = (int) Math.max(Math.min(CHUNK_BYTES, fileBytes - start), record.payloadEnd() - start);
        try {
            ByteBuf bytes = segment.read(start, length);
            try {
                take(bytes.nioBuffer(bytes.readerIndex(), length).order(ByteOrder.LITTLE_ENDIAN), start, length);
            } finally {
                bytes.release();
            }
        } catch (TruncatedFileException | OutOfRangeException e) {
            return shrinks();
        }
        return offset > start;
    }

    private void take(ByteBuffer memory, long start, int length) {
        while (!isComplete && offset + RecordLayout.HEADER_BYTES <= start + length) {
            int index = (int) (offset - start);
            boolean isWhole = record.readHeader(memory, index, offset, fileBytes) == Verdict.VALID
                    && record.payloadEnd() <= start + length;
            if (!isWhole || record.verifyBody(memory, index) != Verdict.VALID || chain.check(record) != Verdict.VALID) {
                return;
            }
            accept();
        }
    }

    private void accept() {
        if (record.kind() == RecordKind.CLOSING) {
            durability.close(record);
        } else {
            durability.learn(record);
        }
        if (record.kind() == RecordKind.DATA) {
            segment.index().add(offset, record.timestampMicros());
        }
        // What needs memory was first: without it, this record is looked at again.
        found(record);
        chain.follow(record);
        offset = record.nextOffset();
        isComplete = record.kind() == RecordKind.FOOTER;
    }

    private void found(RecordCursor one) {
        lastOffset = one.offset();
        lastWord = one.firstWord();
    }

    /** Readers may read what was taken, once they know of its sequences, too. */
    void publish() {
        if (publishedOffset < offset) {
            segment.followedTo(offset);
            publishedOffset = offset;
        }
    }

    /** Takes note of how many bytes there are; whether they are more than before. */
    boolean growsTo(long bytes) throws IOException {
        long now = Math.min(bytes, segment.header().segmentBytes());
        if (now <= fileBytes) {
            return false;
        }
        endsAt(now);
        return true;
    }

    /** Its writer's close cuts off what it had prepared. */
    private boolean shrinks() throws IOException {
        long before = fileBytes;
        endsAt(Math.min(before, PlaceBytes.lengthBytesAt(posix, segment.place())));
        return fileBytes < before;
    }

    private void endsAt(long bytes) throws IOException {
        fileBytes = bytes;
        segment.endsAt(new SegmentEnd.Followed(bytes, offset));
        publishedOffset = offset;
    }
}
