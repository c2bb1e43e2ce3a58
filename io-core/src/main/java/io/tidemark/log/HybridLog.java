package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Range;
import io.tidemark.log.append.MicroClock;
import io.tidemark.log.append.SegmentWriter;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Environment;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.Stores;
import io.tidemark.mode.Capabilities;
import io.tidemark.resource.ReadOnlyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A durable log: append once, read many times. Records have consecutive <em>sequences</em>, from 0 on, and lie in
 * segments of equal size. The last segment is the tail, written past the page cache where the place allows it; complete
 * segments are immutable and read through it. {@link #discardBefore} gives the oldest ones back.
 *
 * <p><b>Threads.</b> Any number call any method at the same time; readers take no lock.
 *
 * <p><b>Processes.</b> One has it open for writing. Any number may have it open for reading only, and follow: what was
 * appended since they looked last is found by a cursor that comes to the end. Where a crash takes back what was shown to them
 * before it was durable, that is told ({@link LogCutBackException}), and {@link #lastSequence} may fall. Damage in front of
 * them is told, too ({@link DamagedLogException}), after a second or more in which nothing came.
 *
 * <p><b>Durability.</b> A record whose append returned with {@link Durability#each} or {@link Durability#group}, whose
 * stage of {@link #appendAsync} completed, or whose sequence is not above {@link #durableSequence}, survives the loss of
 * power by the mechanism that {@link #force} names. What is above may be lost in a crash, but only from the end: what is
 * left has no gap.
 *
 * <p><b>Failure.</b> Once a write or a force has failed nothing more is appended ({@link LogFailedException}); reads go
 * on. A record whose append has thrown that, or an error of the disk, may have been appended all the same: it may be read,
 * and be found when the log is opened again, or not. A full disk fails nothing but the call that needed the space: an
 * append, a seal of the tail, or the log's creation.
 *
 * <p><b>Buffers.</b> One that is appended stays its caller's, who may use it again when the call returns. One that is
 * returned is the caller's, too, and to be released.
 *
 * <p>An interrupt neither stops an append nor closes the log. After {@link #close}, every operation throws
 * {@link java.nio.channels.ClosedChannelException}, except questions about the log, its sequences, segments and counts. A
 * cursor first shows what it has already read. On a read-only log, changes throw
 * {@link java.nio.channels.NonWritableChannelException}.
 */
public final class HybridLog implements Closeable {
    private final LogParts parts;
    private final LogOptions options;
    private final LogReader reader;
    private final WritingSide writing;
    private final Closeable resources;

    /**
     * @param writing null in a log that is open for reading only
     * @param resources what it holds, which is closed with it
     */
    HybridLog(LogParts parts, LogOptions options, LogReader reader, WritingSide writing, Closeable resources) {
        this.parts = parts;
        this.options = options;
        this.reader = reader;
        this.writing = writing;
        this.resources = resources;
    }

    /**
     * Opens a log, recovers it if its last writer died, and forces what is left before anybody can read it. An existing
     * log keeps its layout and the size of its segments, whatever the options say; {@link #layout} and
     * {@link #segmentBytes} tell them.
     *
     * <p>An empty file, a file of nothing but zeros and a directory without files are what a creation leaves that was
     * killed. So they are opened as a log that has no records yet, and its first append writes over the zeros;
     * {@link io.tidemark.file.OpenMode#CREATE_NEW} refuses them as everything else that is there. Any other non-zero byte
     * means that the file belongs to something else, and it is left as it is. Allowed are only a half-written header at
     * the start of a slot, and anything in the 32 bytes behind it, where an empty record may be.
     *
     * <p>Who has a log open for reading, while that is deleted and another one is made at its path, keeps what it has open
     * of the first: this can be read on, segments that were not looked into yet can't, and the next look for more, as by a
     * cursor at the end, fails with {@link NotALogException}.
     *
     * <p>New files have mode 0600, whatever the umask: readers of another user need to be let in by the one who made them.
     *
     * @param path of the file or directory, see {@link Layout}; a symbolic link is followed to a directory only
     * @throws java.nio.file.NoSuchFileException if it has to exist and doesn't, or its directory doesn't
     * @throws java.nio.file.FileAlreadyExistsException if it must not exist and does
     * @throws NotALogException if something else is there, such as a directory of other files (a new file system's {@code
     *     lost+found} is none), or a log of an unknown version
     * @throws DamagedLogException if something that was durable is missing, but see {@link LogOptions#onDamage}
     * @throws io.tidemark.file.FileLockedException if another writer has it open, or a salvage reads it
     * @throws io.tidemark.mode.ModeUnavailableException if a required mode can't be had here
     * @throws IOException if it can't be read, forced or created for another reason, which the message tells
     * @throws UnsupportedOperationException if this is not 64-bit Linux, or the native library can't be loaded
     */
    public static HybridLog open(Path path, LogOptions options) throws IOException {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(options, "options");
        return open(Libraries.load(), path, options);
    }

    /** As {@link #open(Path, LogOptions)}, in the given environment. */
    static HybridLog open(Environment environment, Path path, LogOptions options) throws IOException {
        return new LogOpener(environment, MicroClock::now, path, options).open();
    }

    /**
     * Deletes a log and all its files; durable on return. In a directory, other files stay, and then the directory stays
     * too. It also stays if it can't be removed, for example because something is mounted on it. An empty directory counts
     * as a log without records. Processes that read the log keep what they have open. If the process is killed meanwhile,
     * the oldest segments may be gone; call it again.
     *
     * @param path as {@link #open}'s; a symbolic link to a directory stays
     * @throws java.nio.file.NoSuchFileException if nothing is there
     * @throws io.tidemark.file.FileLockedException if a writer has it open, or a salvage reads it; nothing is deleted
     * @throws NotALogException if something else is there, which stays as it is
     * @throws IOException if a file can't be deleted, or not durably
     */
    public static void delete(Path path) throws IOException {
        Objects.requireNonNull(path, "path");
        Stores.delete(Libraries.load().posix(), path.toAbsolutePath());
    }

    /** The path that the log was opened by, as an absolute one. */
    public Path path() {
        return parts.path();
    }

    /** How it lies on disk: an existing log as it was created, a new one as its options say. */
    public Layout layout() {
        return parts.store().layout();
    }

    /**
     * Size of each segment in bytes: an existing log's own, a new one's as its options say. A log that is open for reading
     * and has no segment yet answers with its own options; its writer may have others.
     */
    public long segmentBytes() {
        List<Segment> segments = reader.segments().list().asList();
        return segments.isEmpty()
                ? options.segmentBytes()
                : segments.get(0).header().segmentBytes();
    }

    /** Length in bytes of the longest record that fits into a {@linkplain #segmentBytes segment}. */
    public long longestRecordBytes() {
        return SegmentWriter.maxLength(segmentBytes());
    }

    /** What the place of the log can do, as probed when it was opened. */
    public Capabilities capabilities() {
        return parts.capabilities();
    }

    /**
     * Appends a record; when this returns it can be read, and is as durable as the log's options say.
     *
     * @param record whose readable bytes are the payload, which may be empty; its indices and reference count stay as they
     *     are, and its bytes must not change during the call
     * @return its sequence
     * @throws RecordTooLongException if it doesn't fit into a segment
     * @throws io.tidemark.nativeio.DiskFullException if there is no space; nothing was appended
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for more space;
     *     nothing was appended
     * @throws UnreadableRecordException if its bytes lie in a mapping that can't be read, or in parts of which one was
     *     released; nothing was appended. Up to JDK 20 an unreadable page of a composite buffer is noticed only if it
     *     belongs to the last part. Copy mapped bytes before you append them
     * @throws io.netty.util.IllegalReferenceCountException if the buffer was released; nothing was appended
     * @throws OutOfMemoryError if there is no memory for a record that is longer than those before; nothing was appended
     * @throws LogFailedException if the log failed earlier, and nothing was appended; or, while this waited, by another
     *     thread's force, and the record may be there or not
     * @throws NotALogException if the next segment was needed, and the log was moved, or something else took its place;
     *     nothing was appended
     * @throws IOException if the write or the force fails, which {@linkplain #failure fails} the log; the record may be there
     *     or not. Or if the next segment can't be made; then nothing was appended, and the next append tries again
     */
    public long append(ByteBuf record) throws IOException {
        WritingSide open = writing();
        return open.append(record, open.durability());
    }

    /** Appends a record with the timestamp that it had elsewhere; durable after the next {@link #force}. */
    void append(ByteBuf record, long timestampMicros) throws IOException {
        writing().append(record, timestampMicros);
    }

    /** Appends a record with another durability than the log's; else as {@link #append(ByteBuf)}. */
    public long append(ByteBuf record, Durability durability) throws IOException {
        Objects.requireNonNull(durability, "durability");
        return writing().append(record, durability);
    }

    /**
     * Appends records with consecutive sequences, with one acknowledgement for all; each as by {@link #append(ByteBuf)}. A
     * crash before it may leave only the first ones, and so may a disk that gets full or a record that can't be read; of one
     * that is too long none is appended.
     *
     * @return the sequence of the last one; of the last one in the log if {@code records} is empty
     */
    public long append(List<ByteBuf> records) throws IOException {
        WritingSide open = writing();
        return open.append(records, open.durability());
    }

    /** Appends records with another durability than the log's; else as {@link #append(List)}. */
    public long append(List<ByteBuf> records, Durability durability) throws IOException {
        Objects.requireNonNull(durability, "durability");
        return writing().append(records, durability);
    }

    /**
     * Appends a record, and completes with its sequence once it is durable, also with {@link Durability#onDemand}; stages
     * complete in the order of sequences. The record can be read when this returns, and its buffer may be used again. It
     * doesn't wait for its own force, but may have to for others': while too much is not durable ({@link
     * LogOptions#maxUnforcedBytes}), and for the next segment. So it is nothing for a thread that must never block.
     *
     * @return a stage that completes in a thread of the log's, before {@link #close} returns; what is made to depend on it after
     *     that is done at once by who does so, as always with stages. What depends on it should be short, or asynchronous.
     *     Stages that wait behind a slow one take memory that nothing bounds, because their records are durable already
     * @throws IOException as {@link #append(ByteBuf)}, if nothing was appended; what fails later completes the stage with the
     *     same exceptions
     */
    public CompletionStage<Long> appendAsync(ByteBuf record) throws IOException {
        return writing().appendAsync(record);
    }

    /**
     * Appends records with consecutive sequences, with one stage for all: it completes with the sequence of the last one once
     * all are durable, in the order of sequences with the stages of other appends. Else as {@link #appendAsync(ByteBuf)} and
     * {@link #append(List)}. If {@code records} is empty, it completes once all that was appended before is durable, with the
     * last sequence in the log.
     *
     * @throws IOException as {@link #append(List)}, if not all were appended: then there is no stage, and the first ones may
     *     be there, durable after the next {@link #force}. What fails later completes the stage
     */
    public CompletionStage<Long> appendAsync(List<ByteBuf> records) throws IOException {
        return writing().appendAsync(records);
    }

    /**
     * Makes everything that was appended before durable, by whatever thread.
     *
     * @return up to where it is, and by what
     * @throws LogFailedException if the log failed earlier
     * @throws IOException if it fails, which fails the log
     */
    public LogReceipt force() throws IOException {
        return writing().force();
    }

    /**
     * Reads one record, verified; also one that isn't durable yet, see {@link #durableSequence}. In a log that is open for
     * reading only, one up to {@link #lastSequence}, which rises when somebody looks for more, as a cursor at the end.
     *
     * @return its payload, to be read only: a view of the page cache where the mode has one, else a copy, as always in a log
     *     of one file that another process may write. The caller releases it; as long as a view is held, the place of its
     *     segment isn't used again. Should the medium fail under a view later, touching it throws {@link InternalError}
     * @throws SequenceOutOfRangeException if the log doesn't hold it
     * @throws DamagedLogException if it is not what was written
     * @throws IOException if its medium fails
     */
    public ByteBuf read(long sequence) throws IOException {
        return reader.read(sequence);
    }

    /**
     * Reads one record, verified, into memory of the caller's; allocates nothing where records are of one size.
     *
     * @param target gets the payload appended to its readable bytes; if it has none, they may begin up to 32 bytes further
     *     on. Leave room for 40 bytes more than the payload; one with less grows
     * @return length of the payload in bytes
     * @throws SequenceOutOfRangeException as {@link #read(long)}, as the others; {@code target}'s readable bytes stay
     * @throws DamagedLogException if it is not what was written
     */
    public int read(long sequence, ByteBuf target) throws IOException {
        return reader.read(sequence, target);
    }

    /**
     * Reads many records, each verified, in the order in which they are named. Allocates nothing where records are of one size
     * (but for 32 KiB a call where more than four are under way), and is faster than one by one where they also are in memory
     * that is mapped, or in cached blocks: the processor fetches a record while it copies the one before.
     *
     * @param sequences in any order, also more than once; must not change during the call
     * @param consumer called in this thread, which holds no lock of the log: it may read, append, discard or close. After
     *     it discards or closes, it may still be given records that were already copied; the others can no longer be read
     * @throws SequenceOutOfRangeException as {@link #read(long)}, as the others: of the first sequence that can't be read, once
     *     all in front of it were given to {@code consumer}
     * @throws DamagedLogException if one is not what was written
     * @throws IOException if the medium fails, or the consumer
     */
    public void read(long[] sequences, RecordConsumer consumer) throws IOException {
        Objects.requireNonNull(sequences, "sequences");
        Objects.requireNonNull(consumer, "consumer");
        reader.read(sequences, consumer);
    }

    /** A cursor in front of a sequence, that shows all that was appended; as {@link #cursor(long, Visibility)}. */
    public LogCursor cursor(long sequence) throws IOException {
        return cursor(sequence, Visibility.APPENDED);
    }

    /**
     * A cursor in front of a sequence; the caller closes it.
     *
     * @param sequence from {@link #firstSequence} to one behind the last one, which is looked for if it isn't known
     * @throws SequenceOutOfRangeException if it is neither
     * @throws DamagedLogException if damage is in front of it: in a log that somebody else writes, or see {@link
     *     OnDamage#READ_UP_TO}
     */
    public LogCursor cursor(long sequence, Visibility visibility) throws IOException {
        Objects.requireNonNull(visibility, "visibility");
        reader.requireOpen();
        CutBacks known = reader.cutBacks();
        if (sequence < reader.first() || !reader.isVisible(sequence - 1, Visibility.APPENDED)) {
            throw reader.failures().outOfRange(sequence);
        }
        return new LogCursor(reader, visibility, sequence, known);
    }

    /** A cursor in front of a time, that shows all that was appended; as {@link #cursor(Instant, Visibility)}. */
    public LogCursor cursor(Instant time) throws IOException {
        return cursor(time, Visibility.APPENDED);
    }

    /**
     * A cursor in front of the record that {@link #sequenceAt} finds, or at the end if there is none; the caller closes it.
     *
     * @throws IOException as {@link #sequenceAt}
     */
    public LogCursor cursor(Instant time, Visibility visibility) throws IOException {
        Objects.requireNonNull(visibility, "visibility");
        TimeSearch.Found found = search(time);
        return new LogCursor(reader, visibility, found.sequence(), found.known());
    }

    /**
     * The sequence of the first record, in the order of sequences, that was appended at {@code time} or later by the
     * writers' clocks, whether it is durable or not; one behind {@link #lastSequence} if there is none. Records behind it may
     * be older again, where a clock was set back. Records have the millisecond of their append, or where hundreds of them are
     * appended in one, the one before, or an older one while the processors are too busy to look; who must miss none asks for
     * a time that is earlier by as much. In a log that is open for reading only, the end is looked for anew if no
     * record in front of it will do.
     *
     * @throws DamagedLogException if damage is in front of it: in a log that somebody else writes, or see {@link
     *     OnDamage#READ_UP_TO}
     * @throws IOException if records can't be read in search of it
     */
    public long sequenceAt(Instant time) throws IOException {
        return search(time).sequence();
    }

    private TimeSearch.Found search(Instant time) throws IOException {
        Objects.requireNonNull(time, "time");
        reader.requireOpen();
        return new TimeSearch(reader).find(MicroClock.of(time));
    }

    /** The first sequence that the log holds; one behind {@link #lastSequence} if it is empty. */
    public long firstSequence() {
        return reader.first();
    }

    /**
     * The sequence appended last; one below {@link #firstSequence} if the log is empty. In a log that is open for reading
     * only, the last one that was found when it was opened, or by who has looked for more since, as a cursor at the end.
     */
    public long lastSequence() {
        return reader.visible(Visibility.APPENDED);
    }

    /**
     * Every sequence up to this one is durable. A read-only log knows only what its records prove. The last record, and
     * those that shared its force, are not known to be durable until another record follows or the log is closed. Where
     * records share forces, the answer may lag by some kilobytes.
     */
    public long durableSequence() {
        return reader.visible(Visibility.DURABLE);
    }

    /**
     * Waits until a sequence is durable, and doesn't spin. It forces nothing: somebody else has to, by an append that is to be
     * durable, or {@link #force}. In a log that is open for reading only it looks for more now and then, and knows as little
     * as {@link #durableSequence}.
     *
     * @param sequence may be one that is still to be appended
     * @return true if it is durable, also if the log has failed or is closed; false if it isn't in time
     * @throws LogFailedException if it isn't, and the log failed, earlier or while this waits
     * @throws java.nio.channels.ClosedChannelException if it isn't, and the log is closed, earlier or while this waits; what
     *     was appended is made durable by the close, and waited for
     * @throws LogCutBackException if it could be read in a log that is open for reading only, and a crash takes it back while
     *     this waits
     * @throws IOException if a log that is open for reading only can't be looked at, as by {@link LogCursor#next()}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean awaitDurable(long sequence, Duration timeout) throws IOException, InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return reader.awaitDurable(sequence, TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Completes the tail's segment, so that all records are sealed, and goes on in a new one. Durable and sealed on return,
     * and the listener has heard of it. Nothing happens if the tail has no records.
     *
     * @throws io.tidemark.nativeio.DiskFullException if there is no space for a new segment; the tail goes on as it was
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for one; the same
     * @throws NotALogException if the log was moved, or something else took its place; the same
     * @throws LogFailedException if the log failed earlier
     * @throws IOException if a write or a force fails, which fails the log. Or if the new segment can't be made; then the tail
     *     goes on as it was
     */
    public void sealTail() throws IOException {
        writing().sealTail();
    }

    /**
     * Discards segments whose records all lie before {@code sequence}; durable on return. The tail's segment stays, and so
     * does what somebody {@linkplain #hold holds} and what the listener has not heard of yet. Views that callers have stay
     * valid. A single file keeps the space, for segments to come; of a directory the files are deleted.
     *
     * @param sequence of the first record that is kept in any case
     * @throws SequenceOutOfRangeException if it is more than one behind {@link #lastSequence}
     * @throws java.nio.channels.ClosedChannelException if the log is closed, perhaps meanwhile; then nothing was discarded
     * @throws LogFailedException if the log failed earlier; the same
     * @throws IOException if what has to be durable first can't be forced, which fails the log; or if a segment can't be
     *     erased or deleted, which is tried again at the next discard
     */
    public void discardBefore(long sequence) throws IOException {
        WritingSide open = writing();
        if (sequence > lastSequence() + 1) {
            throw reader.outOfRange(sequence);
        }
        open.discardBefore(sequence);
    }

    /**
     * Keeps what the log has from a sequence on: while the hold is open, neither {@link Retention} nor {@link
     * #discardBefore} discards the segment of {@code sequence}, nor one behind it; those in front of it go as ever. For
     * whoever reads at a pace of its own: a backup, a slow consumer, an archiver. To take one waits for nothing, so the
     * {@link LogListener} may, and keeps a segment of whose seal it hears. A hold that is never closed lets the log grow
     * until the disk is full.
     *
     * <p>Holds are in memory only: they end with the log, and after the next opening nothing is held. {@link Retention} by
     * bytes or records first looks when a segment is sealed, so a hold that is taken before the first append is in time;
     * by age it looks a tenth of the age after the opening, ten milliseconds at least and a minute at most. Who has to be
     * certain retains everything and discards by hand: {@code discardBefore(Math.min(needed, sequenceAt(oldest)))}.
     *
     * @param sequence from {@link #firstSequence} to one behind {@link #lastSequence}
     * @throws SequenceOutOfRangeException if it is lower, because it has been discarded, or higher
     * @throws java.nio.channels.NonWritableChannelException if the log is open for reading only: a writer elsewhere, who
     *     discards, would not know of it
     */
    public LogHold hold(long sequence) throws IOException {
        return new LogHold(writing().holds(), reader, sequence);
    }

    /** The segments, ascending, each as it is at this moment. Opens and reads nothing. */
    public List<SegmentInfo> segments() {
        return reader.segments().list().asList().stream().map(Segment::info).toList();
    }

    /**
     * How the bytes of a segment are accessed: ranges with mode and reason, whose offsets are relative to the segment.
     * Opens the segment's file if nobody has read it lately.
     *
     * @param segmentNumber see {@link SegmentInfo#number}
     * @return none if the log doesn't hold this segment, or no longer
     * @throws IOException if its file can't be opened
     */
    public List<Range> ranges(long segmentNumber) throws IOException {
        reader.requireOpen();
        for (Segment segment : reader.segments().list().asList()) {
            if (segment.header().segmentNumber() == segmentNumber) {
                return ranges(segment);
            }
        }
        return List.of();
    }

    private List<Range> ranges(Segment segment) throws IOException {
        try {
            return segment.current().ranges().stream()
                    .filter(range -> range.length() > 0)
                    .toList();
        } catch (IOException e) {
            if (!reader.failures().isDiscarded(e, segment)) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * Why nothing more is appended: a write or a force has failed. Empty if the log has not failed, and in one that is open for
     * reading only, where nobody knows of its writer. Takes no lock, and waits for nothing.
     */
    public Optional<LogFailedException> failure() {
        return reader.failure();
    }

    /** Counts since the log was opened; all 0 in one that is open for reading only. Takes no lock, and waits for nothing. */
    public LogStatistics statistics() {
        return writing == null ? LogStatistics.NONE : writing.statistics();
    }

    /**
     * Forces what was appended, marks the end as clean, and releases everything but the buffers that callers hold. Waits for
     * calls that are under way, for what depends on stages and is done in the log's thread, and for the listener; both can
     * read as long as they are at work. Who waits at a cursor, or for what was not appended, is told by a {@link
     * java.nio.channels.ClosedChannelException} once all is forced, and before the close waits for anybody. What is said of
     * sequences, segments and counts can still be asked for afterwards, as it was then. Idempotent.
     *
     * @throws LogFailedException if the log failed earlier, or while it is closed, at the first close only; the log is
     *     closed all the same
     * @throws IOException if forcing fails; the log is closed all the same, and recovered when it is opened next
     */
    @Override
    public void close() throws IOException {
        try (resources) {
            if (writing != null) {
                // What is pending may wait at a cursor for what never comes, and so may the listener.
                writing.close(reader::stopWaiting);
            }
        }
    }

    private WritingSide writing() {
        if (writing == null) {
            throw new ReadOnlyException(parts.name(), "the log");
        }
        return writing;
    }

    @Override
    public String toString() {
        return "HybridLog[" + parts.name() + ", " + firstSequence() + " to " + lastSequence() + "]";
    }
}
