package io.tidemark.log.follow;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.OutOfRangeException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.OnDamage;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.RecordChain;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.read.CutBacks;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.RecoveredSegments;
import io.tidemark.log.survey.SharedRecovery;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Lets a log that is open for reading only follow its writer, who may be another process: looks behind the last known
 * record for further ones. What is half written is not valid yet, and is looked at again the next time. What the writer
 * has discarded is left out when that is noticed: at a read that fails, or if it had come further than the follower. Any
 * thread refreshes, one at a time.
 */
public final class TailFollower {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Posix posix;
    private final SegmentStore store;
    private final SegmentSearch search;
    private final OpenSegments open;
    private final LogSegments segments;
    private final ShownRecords shown;

    /** Empty as long as there was no segment. */
    private Optional<UUID> logId;

    private Segment tail;
    private RecordCursor cursor;
    private RecordChain chain;
    private long offset;

    /** How many bytes of the tail there were when that was looked at. */
    private long fileBytes;

    private volatile long last;
    private volatile long durable;
    private volatile CutBacks cutBacks = CutBacks.NONE;

    /** Up to here the tail is known to be durable. */
    private long durableOffset;

    /** Begins behind what recovery found. */
    public TailFollower(
            Posix posix, SegmentStore store, OpenSegments open, LogSegments segments, Optional<Recovered> recovered) {
        this.posix = posix;
        this.store = store;
        this.search = new SegmentSearch(posix, store);
        this.logId = recovered.map(Recovered::logId);
        this.open = open;
        this.segments = segments;
        this.shown = new ShownRecords(posix, search);
        this.last = recovered.map(Recovered::nextSequence).orElse(0L) - 1;
        this.durable = recovered.map(Recovered::provenSequence).orElse(-1L);
        beginBehind(recovered);
    }

    private void beginBehind(Optional<Recovered> recovered) {
        SegmentList list = segments.list();
        shown.begin(list.count() == 0 ? null : list.last(), incarnation(recovered));
        tail = null;
        recovered.flatMap(Recovered::tail).ifPresent(this::beginAt);
        try {
            if (tail != null) {
                lookAtLastRecords();
            } else if (list.count() > 0 && list.last().end() instanceof SegmentEnd.Sealed sealed) {
                shown.reached(sealed.footer().offset());
            }
        } catch (IOException ignored) {
            // Less is known to be durable. Whoever reads there meets it, too.
        }
    }

    /** The highest one that is known to have written to what is left. */
    private static int incarnation(Optional<Recovered> recovered) {
        return recovered
                .flatMap(Recovered::tail)
                .map(Recovered.Tail::incarnation)
                .or(() -> recovered.map(found -> found.nextIncarnation() - 1))
                .orElse(0);
    }

    private void beginAt(Recovered.Tail recovered) {
        tail = segments.list().last();
        SegmentHeader header = recovered.segment().header();
        cursor = new RecordCursor(header.salt());
        offset = recovered.endOffset();
        chain = offset == SegmentHeader.BYTES // Its writer may be between the header and the first record.
                ? new RecordChain(header)
                : new RecordChain(recovered.index().nextSequence(), recovered.incarnation());
        fileBytes = offset;
        durableOffset = 0;
    }

    /** What those behind the last entry of the index tell of those in front. */
    private void lookAtLastRecords() throws IOException {
        SparseIndex index = tail.index();
        int entry = index.entryCount() - 1;
        long sequence = entry < 0 ? index.baseSequence() : index.sequence(entry);
        long first = entry < 0 ? SegmentHeader.BYTES : index.offset(entry);
        for (long at = first; at < offset; at = cursor.nextOffset()) {
            if (readHeader(at, offset) != Verdict.VALID) {
                return; // The place is used again.
            }
            shown.reached(cursor);
            learnDurable(at, sequence - 1);
            sequence += cursor.kind() == RecordKind.DATA ? 1 : 0;
        }
    }

    /**
     * What the record at an offset says was durable when it was written. Known to a record if the one that says it stands
     * right behind, else to an entry of the index.
     *
     * @param inFront sequence of the last record in front of it
     */
    private void learnDurable(long at, long inFront) {
        long reached = cursor.durableOffset();
        if (reached <= durableOffset) {
            return;
        }
        durableOffset = reached;
        durable = Math.max(durable, reached == at ? inFront : inFrontOfEntry(reached));
    }

    /** The last sequence in front of the last entry of the index up to an offset. */
    private long inFrontOfEntry(long upTo) {
        SparseIndex index = tail.index();
        int entry = index.entryByOffset(upTo);
        return (entry < 0 ? tail.baseSequence() : index.sequence(entry)) - 1;
    }

    /** The last sequence that was found so far, or that lies before the last segment of the list. */
    long last() {
        SegmentList list = segments.list();
        return list.count() == 0 ? last : Math.max(last, list.last().baseSequence() - 1);
    }

    /**
     * A record behind it says that this sequence is durable; some more before it are, but at most some kilobytes. What lies
     * before the first segment was sealed, and so durable, when it was discarded.
     */
    long durable() {
        SegmentList list = segments.list();
        return list.count() == 0 ? durable : Math.max(durable, list.get(0).baseSequence() - 1);
    }

    /** What was taken back so far. */
    CutBacks cutBacks() {
        return cutBacks;
    }

    /** Finds what was appended since the last time, until all is known or {@code isEnough}, which is asked now and then. */
    synchronized void refresh(BooleanSupplier isEnough) throws IOException {
        store.requireInPlace();
        try {
            goOn(isEnough);
        } catch (NoSuchFileException e) {
            store.requireThere();
            throw e;
        }
    }

    private void goOn(BooleanSupplier isEnough) throws IOException {
        boolean isMore = true;
        while (isMore && !isEnough.getAsBoolean()) {
            Segment looked = tail;
            try {
                isMore = (tail == null ? enterNext() : advance() || hasGrown()) || goesBack();
            } catch (IOException e) {
                if (looked == null || !(passes(looked) || goesBack())) {
                    throw e;
                }
            }
        }
    }

    /** Takes the valid records of the next chunk; whether there was one at least, or the footer. */
    private boolean advance() throws IOException {
        long limit = fileBytes;
        if (limit - offset < RecordLayout.HEADER_BYTES) {
            return false;
        }
        long start = offset;
        try {
            if (!isNextThere(limit)) {
                return false;
            }
            if (cursor.kind() == RecordKind.OPENING && goesBackUnless(isAllThere())) {
                return true;
            }
            take(start, limit, (int) Math.max(Math.min(CHUNK_BYTES, limit - start), cursor.payloadEnd() - start));
        } catch (TruncatedFileException | OutOfRangeException e) { // Its writer has closed it.
            endsAt(Math.min(fileBytes, PlaceBytes.lengthBytesAt(posix, tail.place())));
            return fileBytes < limit;
        }
        return tail == null || offset > start;
    }

    /** As far as its header tells: whoever waits at the end looks often, and reads no more than that. */
    private boolean isNextThere(long limit) throws IOException {
        return readHeader(offset, limit) == Verdict.VALID && chain.check(cursor) == Verdict.VALID;
    }

    private Verdict readHeader(long at, long limit) throws IOException {
        ByteBuf header = tail.read(at, RecordLayout.HEADER_BYTES);
        try {
            return cursor.readHeader(header.nioBuffer().order(ByteOrder.LITTLE_ENDIAN), 0, at, limit);
        } finally {
            header.release();
        }
    }

    /** Takes the records in so many bytes. */
    private void take(long start, long limit, int length) throws IOException {
        ByteBuf bytes = tail.read(start, length);
        try {
            ByteBuffer memory = bytes.nioBuffer(bytes.readerIndex(), length).order(ByteOrder.LITTLE_ENDIAN);
            while (offset + RecordLayout.HEADER_BYTES <= start + length) {
                int index = (int) (offset - start);
                boolean isWhole = cursor.readHeader(memory, index, offset, limit) == Verdict.VALID
                        && cursor.payloadEnd() <= start + length;
                if (!isWhole
                        || cursor.verify(memory, index, offset, limit) != Verdict.VALID
                        || chain.check(cursor) != Verdict.VALID) {
                    return;
                }
                accept();
                if (tail == null) {
                    return;
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void accept() {
        shown.reached(cursor);
        if (cursor.kind() == RecordKind.FOOTER) {
            tail.followedTo(cursor.nextOffset());
            tail = null; // It stays as it is read now; a new opening finds it sealed.
            return;
        }
        if (cursor.kind() == RecordKind.CLOSING) {
            durable = last();
        } else {
            learnDurable(offset, last());
        }
        // What needs memory comes first: without it, this record is looked at again.
        tail.followedTo(cursor.nextOffset());
        if (cursor.kind() == RecordKind.DATA) {
            tail.index().add(offset, cursor.timestampMicros());
        }
        chain.follow(cursor);
        offset = cursor.nextOffset();
        if (cursor.kind() == RecordKind.DATA) {
            last = cursor.sequence();
        }
    }

    /** Whether there is more of the tail's file than before, or another tail because that one was discarded. */
    private boolean hasGrown() throws IOException {
        long now;
        try (PlaceBytes bytes = PlaceBytes.open(posix, tail.place())) {
            if (!bytes.header().isOf(tail.header()) && passes(tail)) {
                return true;
            }
            now = Math.min(bytes.lengthBytes(), tail.header().segmentBytes());
        }
        if (now <= fileBytes) {
            return false;
        }
        endsAt(now);
        return true;
    }

    private void endsAt(long bytes) throws IOException {
        fileBytes = bytes;
        tail.endsAt(new SegmentEnd.Followed(bytes, offset));
    }

    /** Whether the segment behind the last one has been begun, or a later one because that was discarded already. */
    private boolean enterNext() throws IOException {
        SegmentList list = segments.list();
        long number = list.count() == 0 ? 0 : list.last().header().segmentNumber() + 1;
        Optional<Located> next = search.find(number, header -> isOfThisLog(header) && header.segmentNumber() >= number);
        if (next.isEmpty()) {
            return false;
        }
        SegmentHeader header = next.get().header();
        if (header.segmentNumber() > number) {
            return goOnIfBehind(number);
        }
        if (header.baseSequence() != last() + 1) {
            return false;
        }
        if (!shown.isOfSameWriter(header) && goesBackUnless(isAllThere())) {
            return true;
        }
        int gone = countGone(list);
        enter(next.get(), gone);
        LogSegments.discard(list.asList().subList(0, gone));
        return true;
    }

    /** How many of the first ones its writer has discarded: whoever only reads at the end would keep them for ever. */
    private int countGone(SegmentList list) throws IOException {
        int gone = 0;
        while (gone < list.count()
                && search.isGone(list.get(gone).header(), list.get(gone).place())) {
            gone++;
        }
        return gone;
    }

    private boolean isOfThisLog(SegmentHeader header) {
        return logId.isEmpty() || logId.get().equals(header.logId());
    }

    /** @param gone so many of the known segments leave the list at the same time */
    private void enter(Located next, int gone) throws IOException {
        SegmentHeader header = next.header();
        SparseIndex index = new SparseIndex(header.baseSequence(), header.segmentBytes());
        SegmentEnd end = new SegmentEnd.Followed(SegmentHeader.BYTES, SegmentHeader.BYTES);
        Segment entered = Segment.readable(next, index, open, end);
        RecordCursor itsCursor = new RecordCursor(header.salt());
        RecordChain itsChain = new RecordChain(header);
        Optional<UUID> itsLogId = Optional.of(header.logId());
        segments.replaceFirst(gone, entered); // The last thing that may lack memory: nothing has changed here so far.
        tail = entered;
        shown.begin(entered, header.incarnation());
        cursor = itsCursor;
        chain = itsChain;
        logId = itsLogId;
        fileBytes = SegmentHeader.BYTES; // And more, if one looks.
        offset = SegmentHeader.BYTES;
        durableOffset = 0;
    }

    /** Goes on behind a segment if its writer has discarded it: then it is gone, but later ones are there. */
    synchronized boolean passes(Segment segment) throws IOException {
        return search.isGone(segment.header(), segment.place())
                && goOnIfBehind(segment.header().segmentNumber());
    }

    /** If the oldest segment that there is lies behind a certain one, those before are forgotten. */
    private boolean goOnIfBehind(long number) throws IOException {
        Optional<Located> oldest = search.find(-1, this::isOfThisLog);
        if (oldest.isEmpty() || oldest.get().segmentNumber() <= number) {
            return false;
        }
        goOnAt(oldest.get());
        return true;
    }

    /**
     * The list changes in one step, because it tells readers, too, what the last sequence is: none is shown to them before the
     * list is one that knows it, or begins behind.
     */
    private void goOnAt(Located oldest) throws IOException {
        SegmentList known = segments.list();
        int gone = 0;
        while (gone < known.count() && known.get(gone).header().segmentNumber() < oldest.segmentNumber()) {
            gone++;
        }
        if (gone == known.count()) {
            enter(oldest, gone);
        } else {
            segments.removeFirst(gone);
        }
        LogSegments.discard(known.asList().subList(0, gone));
    }

    /** Goes back if something that was found isn't there any more. */
    synchronized void lookBack() throws IOException {
        store.requireInPlace();
        goesBackUnless(isAllThere());
    }

    private boolean isAllThere() throws IOException {
        return shown.isLastThere() && shown.firstMissing(segments.list(), durable() + 1) == CutBacks.NOWHERE;
    }

    /** As {@link #lookBack}, for who looks often and finds nothing new. */
    private boolean goesBack() throws IOException {
        return goesBackUnless(shown.isDue() ? isAllThere() : shown.isLastThere());
    }

    private boolean goesBackUnless(boolean isThere) throws IOException {
        if (!isThere) {
            goBack();
        }
        return !isThere;
    }

    /**
     * Begins anew behind what is left. Whoever was shown more is told before there is something else to be shown in its
     * place.
     */
    private void goBack() throws IOException {
        Optional<Recovered> left = recover();
        SegmentList replaced = segments.list();
        SegmentList kept = RecoveredSegments.followed(left, open);
        long next = left.map(Recovered::nextSequence).orElse(0L);
        long missing = Math.min(next, isAnotherLog(left) ? 0 : shown.firstMissing(replaced, durable() + 1));
        if (missing <= last()) {
            cutBacks = cutBacks.with(missing);
        }
        durable = Math.min(durable(), missing - 1);
        last = next - 1;
        segments.replaceAll(kept);
        try {
            logId = left.map(Recovered::logId);
            beginBehind(left);
            durable = Math.max(durable, left.map(Recovered::provenSequence).orElse(-1L));
        } finally {
            LogSegments.discard(replaced.asList());
        }
    }

    /** What is left in the file or directory that is open. */
    private Optional<Recovered> recover() throws IOException {
        SharedRecovery recovery =
                new SharedRecovery(posix, store.path(), RecoveryScan.FOOTERS, OnDamage.FAIL, Runnable::run);
        SharedRecovery.Found found = recovery.run();
        found.store().close();
        store.requireInPlace(); // Else it was another one that was looked at.
        Optional<Recovered> left = found.findings().recovered();
        if (isAnotherLog(left) && durable() >= 0) {
            throw new NotALogException(
                    store.path().toString(),
                    left.isPresent()
                            ? "another log was written over the one that was opened; open it anew"
                            : "nothing is left of the log that was opened, of which some was durable");
        }
        return left;
    }

    /** One that begins anew, since nothing was left of the first one that tells what it was. */
    private boolean isAnotherLog(Optional<Recovered> left) {
        return logId.isPresent() && !left.map(Recovered::logId).equals(logId);
    }
}
