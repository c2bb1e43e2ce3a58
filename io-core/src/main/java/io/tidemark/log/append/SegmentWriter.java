package io.tidemark.log.append;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.log.UnreadableRecordException;
import io.tidemark.log.format.Footer;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.RecordWriter;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Puts records into segments: encodes each one in memory of its own, then appends it to the segment's file. For the
 * thread that holds the appenders' lock; allocates nothing, but for the first longer record and for very long ones.
 */
public final class SegmentWriter {
    private static final int STAGING_BYTES = 1 << 16;
    private static final int MOST_STAGING_BYTES = 1 << 22;

    /** A {@code CLOSING} and the {@code OPENING} that follows it fit in front of the footer. */
    private static final int MARKS_BYTES = 2 * RecordLayout.HEADER_BYTES;

    /** How far to look ahead for room. */
    private static final int AHEAD_BYTES = 1 << 16;

    private static final int ENTRIES_AHEAD = AHEAD_BYTES / SegmentSummary.INTERVAL_BYTES + 2;

    private final int incarnation;
    private final BooleanSupplier isAllBeforeDurable;

    /** Grows with the records, up to {@link #MOST_STAGING_BYTES}. */
    private Staging staging = new Staging(STAGING_BYTES);

    /** For records beyond that, as long as the segment is written; null if there is none. */
    private Staging veryLong;

    /** Takes the payloads of footers, and grows with them. */
    private ByteBuffer footer = ByteBuffer.allocateDirect(0);

    private HybridFile file;
    private long segmentBytes;
    private SegmentSalt salt;
    private SparseIndex index;
    private long offset;
    private int segmentIncarnation;

    /** The last record is a {@code CLOSING}, behind which nothing may stand but an {@code OPENING}. */
    private boolean isClosed;

    /** A record that ends here or below has room, and so has all that may have to follow it. */
    private long clearUpTo;

    private static final class Staging {
        final ByteBuffer memory;
        final ByteBuf bytes;
        final RecordWriter writer;

        Staging(int capacity) {
            memory = ByteBuffer.allocateDirect(capacity);
            bytes = Unpooled.wrappedBuffer(memory);
            writer = new RecordWriter(memory);
        }
    }

    /**
     * @param incarnation of this process's log
     * @param isAllBeforeDurable whether the segments before the one that is written are durable. A file may be forced before
     *     they are, by itself; as long as they aren't, its records must not say that anything of it is durable, because
     *     recovery takes that for a proof that nothing before may be missing
     */
    SegmentWriter(int incarnation, BooleanSupplier isAllBeforeDurable) {
        this.incarnation = incarnation;
        this.isAllBeforeDurable = isAllBeforeDurable;
    }

    /** The longest payload that fits into a segment. */
    public static int maxLength(long segmentBytes) {
        long room = segmentBytes
                - SegmentHeader.BYTES
                - RecordLayout.HEADER_BYTES
                - MARKS_BYTES
                - RecordLayout.recordBytes(Footer.lengthBytes(2))
                - RecordLayout.HEADER_BYTES;
        return (int) Math.min(room, RecordLayout.MAX_LENGTH);
    }

    /** Begins an empty segment with its header. */
    void begin(HybridFile newFile, SegmentHeader newHeader, SparseIndex newIndex) throws IOException {
        HeaderCodec.encode(newHeader, staging.memory.slice(0, SegmentHeader.BYTES));
        newFile.append(staging.bytes.setIndex(0, SegmentHeader.BYTES));
        takeUp(newFile, newHeader, newIndex, SegmentHeader.BYTES, incarnation, false);
    }

    /** Goes on in a segment behind what was recovered of it. */
    void goOn(HybridFile newFile, Recovered.Tail tail) {
        takeUp(newFile, tail.segment().header(), tail.index(), tail.endOffset(), tail.incarnation(), tail.isClosed());
    }

    private void takeUp(
            HybridFile newFile,
            SegmentHeader newHeader,
            SparseIndex newIndex,
            long newOffset,
            int lastIncarnation,
            boolean isLastClosing) {
        file = newFile;
        segmentBytes = newHeader.segmentBytes();
        salt = newHeader.salt();
        index = newIndex;
        offset = newOffset;
        segmentIncarnation = lastIncarnation;
        isClosed = isLastClosing;
        clearUpTo = 0;
        veryLong = null;
    }

    /**
     * Whether it is known that a record with so long a payload can be appended, without a look at {@link #hasOpening},
     * {@link #hasRoom} and {@link #reserve}.
     */
    boolean isClear(int length) {
        return RecordLayout.recordBytes(length) <= clearUpTo - offset;
    }

    /** Whether a record with so long a payload fits, with all that may have to follow it. */
    boolean hasRoom(int length) {
        return RecordLayout.recordBytes(length) + MARKS_BYTES + footerBytes(1) <= segmentBytes - offset;
    }

    /** Whether a mark fits in front of the footer, with as many more behind it. */
    private boolean hasRoomForMarks(int count) {
        return (long) count * RecordLayout.HEADER_BYTES + footerBytes(0) <= segmentBytes - offset;
    }

    /**
     * Makes sure that the disk has space for as many marks, and the footer behind them: on a full one each opening would take
     * a piece of what is kept for the footer, until there is no way on, even into a place that is used again. A segment
     * without records gets no footer.
     */
    private void reserveForMarks(int count) throws IOException {
        if (index.recordCount() > 0) {
            file.reserve(count * RecordLayout.HEADER_BYTES + footerBytes(0));
        }
    }

    private int footerBytes(int moreEntries) {
        return RecordLayout.recordBytes(Footer.lengthBytes(index.entryCount() + moreEntries));
    }

    /**
     * Appends a record.
     *
     * @return bytes taken up
     * @throws io.tidemark.nativeio.DiskFullException if there is no space; nothing was written
     * @throws UnreadableRecordException if the source can't be read; nothing was written
     */
    int append(long sequence, long timestampMicros, ByteBuf source, int sourceIndex, int length) throws IOException {
        long at = offset;
        int bytes = put(RecordKind.DATA, incarnation, sequence, timestampMicros, source, sourceIndex, length);
        index.add(at, timestampMicros);
        return bytes;
    }

    /**
     * Appends the first record of this incarnation; false if there is no room, and so none for others either.
     *
     * @throws DiskFullException if there is no space for it, and the segment can't be completed without it either
     */
    boolean markOpening() throws IOException {
        if (!hasRoomForMarks(1)) {
            return false;
        }
        try {
            reserveForMarks(1);
        } catch (DiskFullException e) {
            if (isClosed) {
                throw e; // There is room for an OPENING behind each CLOSING, and so for nothing else.
            }
            return false;
        }
        put(RecordKind.OPENING, incarnation, Unpooled.EMPTY_BUFFER, 0);
        segmentIncarnation = incarnation;
        isClosed = false;
        return true;
    }

    /** Whether something in the segment tells this incarnation from those before. */
    boolean hasOpening() {
        return segmentIncarnation == incarnation;
    }

    /**
     * Makes sure that the disk has room for a record and all that may have to follow it, in a segment that {@linkplain
     * #hasOpening has an opening} and room.
     *
     * @throws io.tidemark.nativeio.DiskFullException if it hasn't
     */
    void reserve(int length) throws IOException {
        long reserved = file.reserve(RecordLayout.recordBytes(length) + MARKS_BYTES + footerBytes(1));
        long room = Math.min(reserved, segmentBytes) - MARKS_BYTES - footerBytes(ENTRIES_AHEAD);
        clearUpTo = Math.min(room, offset + AHEAD_BYTES);
    }

    /**
     * Appends the last record of this incarnation, if there is room; all before is durable.
     *
     * @throws DiskFullException if there is no space for it
     */
    void markClosing() throws IOException {
        if (hasRoomForMarks(2) && hasOpening()) {
            reserveForMarks(2);
            put(RecordKind.CLOSING, incarnation, Unpooled.EMPTY_BUFFER, 0);
        }
    }

    /** Gets the memory for the footer as {@link #stage} does for a record. */
    void stageFooter() {
        int length = Footer.lengthBytes(index.entryCount());
        if (length > footer.capacity()) {
            footer = ByteBuffer.allocateDirect(Footer.lengthBytes(index.entryCount() + ENTRIES_AHEAD));
        }
        stage(length);
    }

    /** Appends the footer, whose memory is {@linkplain #stageFooter there}. */
    FooterPlace finish() throws IOException {
        FooterPlace place = new FooterPlace(offset, Footer.encode(index, offset, footer));
        put(RecordKind.FOOTER, segmentIncarnation, Unpooled.wrappedBuffer(footer), place.length());
        return place;
    }

    /** Puts one of the log's own records, which has no sequence of its own. */
    private void put(RecordKind kind, int ofIncarnation, ByteBuf payload, int length) throws IOException {
        put(kind, ofIncarnation, index.nextSequence(), MicroClock.now(), payload, 0, length);
    }

    /**
     * Gets the memory for a record with so long a payload, before anything is done for it: where none is to be had, that
     * concerns nobody but this record. What {@link #isClear is clear} needs none.
     */
    void stage(int length) {
        int bytes = RecordLayout.recordBytes(length);
        if (bytes > MOST_STAGING_BYTES) {
            growVeryLong(bytes);
        } else {
            growStaging(bytes);
        }
    }

    private void growVeryLong(int bytes) {
        if (veryLong == null || bytes > veryLong.memory.capacity()) {
            veryLong = null; // Before a longer one is asked for.
            veryLong = new Staging(bytes);
        }
    }

    private void growStaging(int bytes) {
        if (bytes > staging.memory.capacity()) {
            staging = new Staging(Integer.highestOneBit(bytes - 1) << 1);
        }
    }

    private Staging staging(int bytes) {
        return bytes > MOST_STAGING_BYTES ? veryLong : staging;
    }

    private int put(
            RecordKind kind,
            int ofIncarnation,
            long sequence,
            long timestampMicros,
            ByteBuf source,
            int sourceIndex,
            int length)
            throws IOException {
        int bytes = RecordLayout.recordBytes(length);
        Staging used = staging(bytes);
        used.writer.beginSegment(salt, ofIncarnation);
        long durable = isAllBeforeDurable.getAsBoolean() ? Math.min(offset, file.durableOffset()) : 0;
        try {
            used.writer.stage(0, kind, offset, sequence, timestampMicros, durable, source, sourceIndex, length);
        } catch (InternalError e) {
            throw new UnreadableRecordException(file.path().toString(), e);
        } catch (RuntimeException e) {
            throw new UnreadableRecordException(file.path().toString(), e);
        }
        used.writer.complete();
        file.append(used.bytes.setIndex(0, bytes));
        offset += bytes;
        return bytes;
    }
}
