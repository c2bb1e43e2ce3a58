package io.tidemark.log.follow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DamagedStateException;
import io.tidemark.file.OutOfRangeException;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.read.CutBacks;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether a log that somebody else writes still holds the records that were found in it. What was not durable may be taken
 * back; then the next writer begins at the first record that is missing, with one of a higher incarnation. All that was
 * found behind it is gone by that, though its bytes may lie there for long: so a look at the last record is quick, and one
 * at all that may be missing is taken now and then. For one thread at a time.
 */
final class ShownRecords {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A look at all takes this part of the time at most. */
    private static final int PART = 100;

    private static final int NO_RECORD = 0;

    private final Posix posix;
    private final SegmentSearch places;

    /** In which the last record was found; null if there was none. */
    private Segment segment;

    /** Of the last record, of whatever kind. */
    private long offset = NO_RECORD;

    private long firstWord;

    /** The highest one that was found. */
    private int incarnation;

    private long nextLookNanos = System.nanoTime();

    ShownRecords(Posix posix, SegmentSearch places) {
        this.posix = posix;
        this.places = places;
    }

    /**
     * Goes on in a segment, in which no record was found so far.
     *
     * @param begun null if there is none
     * @param found the highest incarnation that was found
     */
    void begin(Segment begun, int found) {
        segment = begun;
        offset = NO_RECORD;
        incarnation = found;
    }

    /** A record of the segment was found, behind all others. */
    void reached(RecordCursor record) {
        offset = record.offset();
        firstWord = record.firstWord();
        incarnation = record.incarnation();
    }

    /** As {@link #reached(RecordCursor)}, of one that is still to be read. */
    void reached(long recordOffset) throws IOException {
        RecordCursor record = new RecordCursor(segment.salt());
        if (readHeader(segment, record, recordOffset, segment.readableEnd()) == Verdict.VALID) {
            reached(record);
        }
    }

    /** Whether a header is of the incarnation of the last record: then its writer knew that, and went on behind it. */
    boolean isOfSameWriter(SegmentHeader header) {
        return header.incarnation() == incarnation;
    }

    /** Whether the last one is what it was. */
    boolean isLastThere() throws IOException {
        if (segment == null) {
            return true;
        }
        boolean isSame = isFirstWordSame(); // Before the header: as long as that is there, so is the segment.
        return isThere(segment) ? isSame : !isTakenBack(segment);
    }

    private boolean isFirstWordSame() throws IOException {
        if (offset == NO_RECORD) {
            return true;
        }
        try {
            ByteBuf word = segment.read(offset, Long.BYTES);
            try {
                return word.getLongLE(word.readerIndex()) == firstWord;
            } finally {
                word.release();
            }
        } catch (TruncatedFileException | OutOfRangeException | NoSuchFileException | DamagedStateException e) {
            return false; // The last of these where it is opened anew, and shorter than it was.
        } catch (MediaErrorException e) {
            return true; // Whoever reads it is told.
        }
    }

    /**
     * Whether a segment that is gone was dropped, and not discarded: that begins with the oldest ones, so one that is in front
     * of it, or has its number, would be gone as well. Nothing tells as long as there is no other, but that a file of slots
     * doesn't reach to it, which never gets shorter.
     */
    private boolean isTakenBack(Segment gone) throws IOException {
        SegmentHeader header = gone.header();
        Optional<Located> oldest = places.find(-1, any -> true);
        if (oldest.isEmpty()) {
            return !gone.place().isItsOwn() && PlaceBytes.lengthBytesAt(posix, gone.place()) == 0;
        }
        return oldest.get().segmentNumber() <= header.segmentNumber()
                || !oldest.get().header().logId().equals(header.logId());
    }

    /** Whether it is time for a look at all. */
    boolean isDue() {
        return System.nanoTime() - nextLookNanos >= 0;
    }

    /**
     * The sequence from which on records are missing, or no longer what they were; {@link CutBacks#NOWHERE} if none is.
     *
     * @param from all in front of it is durable, and so is there
     */
    long firstMissing(SegmentList list, long from) throws IOException {
        long began = System.nanoTime();
        try {
            return search(list, from);
        } finally {
            long now = System.nanoTime();
            nextLookNanos = now + Math.max(PERIOD_NANOS, PART * (now - began));
        }
    }

    /** Of segments that are taken back the last goes first: as long as one is there, those in front of it are as they were. */
    private long search(SegmentList list, long from) throws IOException {
        long missing = CutBacks.NOWHERE;
        for (int i = list.count() - 1; i >= 0; i--) {
            Segment looked = list.get(i);
            if (isThere(looked)) {
                long other = firstOther(looked, from);
                return isThere(looked) ? Math.min(other, missing) : missing;
            }
            if (!isTakenBack(looked)) {
                break;
            }
            missing = Math.max(from, looked.baseSequence());
        }
        return missing;
    }

    /** Or something that can't be read as a header, of which the records tell what it is. */
    private boolean isThere(Segment looked) throws IOException {
        return !places.isGone(looked.header(), looked.place());
    }

    /** Goes from header to header, since it is by these that what the next writer has written differs. */
    private long firstOther(Segment looked, long from) throws IOException {
        SparseIndex index = looked.index();
        int entry = index.entryBySequence(from);
        long sequence = entry < 0 ? looked.baseSequence() : index.sequence(entry);
        long at = entry < 0 ? SegmentHeader.BYTES : index.offset(entry);
        long end = looked.readableEnd();
        RecordCursor record = new RecordCursor(looked.salt());
        ByteBuf chunk = Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        try (PlaceBytes bytes = PlaceBytes.open(posix, looked.place())) {
            while (at < end) {
                long chunkAt = at;
                int length = (int) Math.min(CHUNK_BYTES, Math.min(end, bytes.lengthBytes()) - at);
                if (length < RecordLayout.HEADER_BYTES) {
                    return sequence;
                }
                bytes.read(at, chunk, 0, length);
                ByteBuffer memory = memory(chunk.setIndex(0, length));
                while (at < end && (at == chunkAt || at + RecordLayout.HEADER_BYTES <= chunkAt + length)) {
                    if (!isAsItWas(record, memory, (int) (at - chunkAt), at, end, sequence)) {
                        return sequence;
                    }
                    sequence += record.isData() ? 1 : 0;
                    at = record.nextOffset();
                }
            }
        } catch (TruncatedFileException | NoSuchFileException e) {
            return sequence;
        } catch (MediaErrorException e) {
            return CutBacks.NOWHERE; // Whoever reads it is told.
        } finally {
            chunk.release();
        }
        return CutBacks.NOWHERE;
    }

    private boolean isAsItWas(RecordCursor record, ByteBuffer memory, int index, long at, long end, long sequence) {
        return record.readHeader(memory, index, at, end) == Verdict.VALID
                && record.sequence() == sequence
                && record.incarnation() <= incarnation;
    }

    private static Verdict readHeader(Segment of, RecordCursor record, long at, long limit) throws IOException {
        ByteBuf header = of.read(at, RecordLayout.HEADER_BYTES);
        try {
            return record.readHeader(memory(header), 0, at, limit);
        } finally {
            header.release();
        }
    }

    private static ByteBuffer memory(ByteBuf bytes) {
        return bytes.nioBuffer(bytes.readerIndex(), bytes.readableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
}
