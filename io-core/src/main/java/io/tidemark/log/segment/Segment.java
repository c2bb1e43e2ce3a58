package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.HybridFile;
import io.tidemark.log.SegmentInfo;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.resource.ClosedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A segment of an open log: what it is, where its records are found, and the file that reads them. A sealed segment's
 * file is opened when somebody reads it, and closed when too many are open; readers don't notice. Any thread reads.
 */
public final class Segment implements Closeable {
    private final SegmentHeader header;
    private final SegmentSalt salt;
    private final SegmentPlace place;
    private final SparseIndex index;
    private final OpenSegments open;

    /** What reads it now; null if that has to be opened first. Written under this object's monitor. */
    private volatile HybridFile file;

    /** Whether it was read since {@link OpenSegments} looked last. */
    private volatile boolean touched;

    private volatile SegmentEnd end;
    private volatile boolean discarded;

    /** Files that are being closed: somebody may still read them. Guarded by this object's monitor. */
    private int closing;

    /** Written under this object's monitor. */
    private boolean closed;

    private Segment(Located located, SparseIndex index, OpenSegments open, HybridFile file, SegmentEnd end) {
        this.header = located.header();
        this.salt = header.salt();
        this.place = located.place();
        this.index = index;
        this.open = open;
        this.file = file;
        this.end = end;
    }

    /** A segment that grows, and whose file is its appender's. */
    public static Segment growing(Located located, SparseIndex index, OpenSegments open, HybridFile file) {
        return new Segment(located, index, open, file, new SegmentEnd.Open());
    }

    /** A segment without an appender. */
    public static Segment readable(Located located, SparseIndex index, OpenSegments open, SegmentEnd end) {
        return new Segment(located, index, open, null, end);
    }

    public SegmentHeader header() {
        return header;
    }

    /** What binds the checksums of its records to it. */
    public SegmentSalt salt() {
        return salt;
    }

    public long baseSequence() {
        return header.baseSequence();
    }

    public SegmentPlace place() {
        return place;
    }

    public SparseIndex index() {
        return index;
    }

    /** Where it ends. */
    public SegmentEnd end() {
        return end;
    }

    /** Whether it is complete, and nobody writes it any more. */
    public boolean isSealed() {
        return end instanceof SegmentEnd.Sealed;
    }

    /** Offset behind the last byte that can be read now. Opens nothing. */
    public long readableEnd() {
        while (true) {
            SegmentEnd known = end;
            if (known instanceof SegmentEnd.Sealed sealed) {
                return sealed.endOffset();
            }
            if (known instanceof SegmentEnd.Followed followed) {
                return followed.validEnd();
            }
            HybridFile appenders = file;
            if (appenders != null) {
                return appenders.endOffset();
            } // Else it was sealed meanwhile.
        }
    }

    /** As it is at this moment. Opens nothing. */
    public SegmentInfo info() {
        return new SegmentInfo(
                header.segmentNumber(),
                place.path(),
                place.offset(),
                readableEnd(),
                header.segmentBytes(),
                baseSequence(),
                index.recordCount(),
                isSealed() ? SegmentInfo.State.SEALED : SegmentInfo.State.OPEN);
    }

    /**
     * Bytes of the segment: a view where its mode has one and its place isn't used again as long as somebody has one, else
     * a copy.
     *
     * @return the caller's to release
     * @throws DiscardedSegmentException if it was discarded
     */
    public ByteBuf read(long offset, int length) throws IOException {
        while (true) {
            HybridFile current = current();
            try {
                return open.files().read(current, offset, length);
            } catch (ClosedChannelException e) {
                requireReplaced(current, e);
            }
        }
    }

    /** Bytes of the segment into {@code target}, whose writer index moves. */
    public void read(long offset, ByteBuf target, int length) throws IOException {
        while (true) {
            HybridFile current = current();
            try {
                current.readAt(offset, target, length);
                return;
            } catch (ClosedChannelException e) {
                requireReplaced(current, e);
            }
        }
    }

    /** Pieces of the segment, each of {@code length} bytes, into {@code target}, whose writer index moves behind the last. */
    public void read(long[] offsets, int count, ByteBuf target, int length) throws IOException {
        while (true) {
            HybridFile current = current();
            try {
                current.readAt(offsets, count, target, length);
                return;
            } catch (ClosedChannelException e) {
                requireReplaced(current, e);
            }
        }
    }

    /**
     * Whether what reads it finds its header. Else the header is damaged, or its place is empty, used again or another log's by
     * now.
     */
    public boolean hasItsHeader() throws IOException {
        ByteBuf bytes = read(0, SegmentHeader.BYTES);
        try {
            return HeaderCodec.decode(bytes.nioBuffer(bytes.readerIndex(), SegmentHeader.BYTES)
                            .slice())
                    .isOf(header);
        } finally {
            bytes.release();
        }
    }

    /** What reads it at the moment. */
    public HybridFile current() throws IOException {
        HybridFile current = file;
        if (current == null) {
            current = open.orInstead(this::openFile);
        }
        if (!touched) {
            touched = true;
        }
        return current;
    }

    private void requireReplaced(HybridFile used, ClosedChannelException cause) throws IOException {
        if (file == used) {
            throw discarded ? new DiscardedSegmentException() : cause;
        }
    }

    private HybridFile openFile() throws IOException {
        HybridFile opened;
        synchronized (this) {
            if (file != null) {
                return file;
            }
            if (discarded) {
                throw new DiscardedSegmentException();
            }
            if (closed) {
                throw new ClosedException(place.toString(), "the segment");
            }
            opened = open.files().openToRead(place, end);
            file = opened;
        }
        open.opened(this);
        if (discarded) {
            open.forget(this);
        }
        return opened;
    }

    /**
     * Its end is known better: from now on it is read by another file, that is opened when it is needed. The one that read
     * it so far is closed.
     */
    public void endsAt(SegmentEnd newEnd) throws IOException {
        HybridFile replaced;
        synchronized (this) {
            replaced = file;
            end = newEnd;
            file = null;
            closing++;
        }
        try {
            close(replaced);
        } finally {
            closeFile(); // Opened meanwhile, it knows nothing of what the other one's shadow got last.
        }
    }

    /** More records were found in a segment that is followed. */
    public synchronized void followedTo(long validEnd) {
        end = new SegmentEnd.Followed(((SegmentEnd.Followed) end).fileBytes(), validEnd);
    }

    /** Whether it was read since the last call. */
    boolean wasTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /** Closes the file, if it is open and not its appender's; the next reader opens it again. */
    void closeFile() throws IOException {
        HybridFile surplus;
        synchronized (this) {
            if (closed || end instanceof SegmentEnd.Open) {
                return;
            }
            surplus = file;
            file = null;
            closing++;
        }
        close(surplus);
    }

    /**
     * Closes the file, whoever uses it; nobody reads it any more. Waits for who is closing it already: until that has ended,
     * its appender's file may write what was not forced. Idempotent.
     */
    @Override
    public void close() throws IOException {
        HybridFile last;
        synchronized (this) {
            closed = true;
            last = file;
            closing++;
        }
        try {
            close(last);
        } finally {
            awaitClosed();
        }
    }

    /** @param ending null if none was open; it counts as {@link #closing} */
    private void close(HybridFile ending) throws IOException {
        try {
            if (ending != null) {
                ending.close();
            }
        } finally {
            synchronized (this) {
                closing--;
                notifyAll();
            }
        }
    }

    /** Nobody reads it from now on; waits for those who do, also by a file that somebody else is closing. */
    public void discard() throws IOException {
        discarded = true;
        open.forget(this);
        try {
            closeFile();
        } finally {
            awaitClosed();
        }
    }

    /** Looks again after an interrupt, behind which nobody may have anything to tell any more. */
    private synchronized void awaitClosed() {
        Uninterruptibly.run(() -> {
            while (closing > 0) {
                wait();
            }
        });
    }
}
