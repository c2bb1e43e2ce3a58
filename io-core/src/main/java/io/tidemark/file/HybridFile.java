package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tidemark.file.access.RingAccess;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.ClosedException;
import io.tidemark.resource.ReadOnlyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One file, an access mode for each range. The <em>tail</em> is appended to, by default past the page cache and durable
 * at every {@link #force}; what is <em>sealed</em> below it is immutable and read through the page cache. A seal moves
 * the border between the two without copying a byte or closing anything.
 *
 * <p><b>Offsets</b> are byte addresses in the file. Data begins at {@link #dataOffset}: below it lies the header that
 * keeps the range states (unless a {@link StateStore} does). Ranges begin and end at multiples of
 * {@link #borderBytes}. A file may also be a {@linkplain HybridFileOptions.Builder#region region} of one that holds
 * several; offsets then count from its start.
 *
 * <p><b>Threads.</b> The file has two sides. One thread at a time appends ({@link #append}); one thread at a time forces
 * ({@link #force}, and {@link #seal} at a border that the data has reached). The two may overlap, and need not know of
 * each other. Everything else that writes needs both to be still: {@link #writeAt}, {@code seal} where it appends zeros,
 * {@link #assign} or {@link #discard} of open ranges, and {@link #close}. Calls that overlap and must not are a mistake
 * that is detected as far as that costs nothing ({@link java.util.ConcurrentModificationException}); where it isn't, appends
 * that returned may have overwritten each other.
 *
 * <p>Any number of threads read meanwhile, without a lock, and see either the old or the new mode of a range.
 * {@code assign} and {@code discard} of sealed ranges may run beside both sides.
 *
 * <p><b>Durability.</b> What was appended can be read at once, but survives a power cut only below
 * {@link #durableOffset}. After a crash the file holds at least every byte below the last receipt's durable offset, but
 * for one kind of torn write that {@link TailScanner#keepAll} describes; the scanner decides how much of the rest is kept.
 *
 * <p><b>Failure.</b> Once a write or force has failed, the appending and the forcing side are failed for good
 * ({@link WriterFailedException}), also for a call that was waiting for the other side; reads go on. A full disk is
 * noticed before anything is written, and fails only the call that needed the space: an append, a seal that fills up to a
 * border, the reuse of a discarded range, the creation. (A file system that writes nothing in place may have no space for what
 * was prepared; there it fails the writer.)
 *
 * <p>Interrupting a thread neither stops an operation nor closes the file. After {@link #close} operations throw
 * {@link ClosedChannelException}, but for questions about the file, its offsets, ranges, views and counts. In a file that is open
 * for reading only, changes throw {@link java.nio.channels.NonWritableChannelException}.
 */
public final class HybridFile implements Closeable {
    private final FilePlace place;
    private final RangeTable table;
    private final Bounds bounds;
    private final Reader reader;

    /** Null in a file that is open for reading only. */
    private final Writer writer;

    /** The writer's; at hand, because a short append would feel the way there. */
    private final Appender appender;

    private final Transitions transitions;

    private final long readOnlyEnd;
    private final AtomicBoolean closed = new AtomicBoolean();

    HybridFile(FilePlace place, HybridFileOptions options, RangeTable table, Writer writer, Transitions transitions) {
        this.place = place;
        this.table = table;
        this.bounds = new Bounds(place);
        RingAccess ring = writer.tail().access() instanceof RingAccess access ? access : null;
        this.reader = new Reader(place, table, ring, options);
        this.writer = writer;
        this.appender = writer.appender();
        this.transitions = transitions;
        this.readOnlyEnd = -1;
    }

    HybridFile(FilePlace place, HybridFileOptions options, RangeTable table, long end) {
        this.place = place;
        this.table = table;
        this.bounds = new Bounds(place);
        this.reader = new Reader(place, table, null, options);
        this.writer = null;
        this.appender = null;
        this.transitions = null;
        this.readOnlyEnd = end;
    }

    /**
     * Opens a file.
     *
     * <p>An empty file is taken as new. So is, with {@link OpenMode#CREATE_OR_OPEN}, what a creation leaves that was killed:
     * a file no longer than a header of the options' border size that holds nothing but zeros and, where a header has it,
     * the state of an empty file. One byte that is different makes a file somebody else's, which is left as it is.
     *
     * @param path the file; a symbolic link is refused unless the options say otherwise
     * @throws java.nio.file.NoSuchFileException if it has to exist and doesn't, or its directory doesn't
     * @throws java.nio.file.FileAlreadyExistsException if it must not exist and does
     * @throws java.nio.file.AccessDeniedException if permissions forbid it
     * @throws io.tidemark.nativeio.NotRegularFileException if it is a directory, FIFO, device, socket or symbolic link
     * @throws io.tidemark.nativeio.ReadOnlyFileException if the file system is read-only
     * @throws io.tidemark.nativeio.DiskFullException if there is no space for the header and the first border
     * @throws io.tidemark.mode.ModeUnavailableException if a required mode can't be had here
     * @throws FileLockedException if another writer has it open, or deleted it meanwhile
     * @throws NotATidemarkFileException if it is a file of something else or of an unknown version, or what identifies it is
     *     damaged
     * @throws DamagedStateException if its stored range states are damaged, or it is shorter than they say
     * @throws StaleCacheException if it was not closed, and the page cache holds bytes of it that differ from the medium and
     *     can't be dropped
     * @throws IllegalArgumentException if it is new, and the border size less than a page of this machine's memory
     * @throws IllegalStateException if the options' block cache is needed, and closed
     * @throws UnsupportedOperationException if this is not 64-bit Linux on x86-64 or aarch64, or its calls can't be made
     */
    public static HybridFile open(Path path, HybridFileOptions options) throws IOException {
        return open(Posix.system(), path, options);
    }

    /** As {@link #open(Path, HybridFileOptions)}, by the given system calls. */
    static HybridFile open(Posix posix, Path path, HybridFileOptions options) throws IOException {
        return new FileOpener(posix, path, options).open();
    }

    /**
     * Deletes a file that nobody writes to, with the hidden shadow beside it that page-cached reads of a DAX file may have
     * left. Who reads it goes on reading. Durable on return. After a crash inside the file may be there without its
     * shadow, which is made anew.
     *
     * <p>To rename or move a file it is enough to rename it: a shadow that stays behind under the old name is used by
     * nobody, and goes with a delete of the old name, which then throws {@link java.nio.file.NoSuchFileException}.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there; a shadow without its file is deleted
     * @throws FileLockedException if a writer has it open, or it was deleted or replaced meanwhile; nothing is deleted
     * @throws io.tidemark.nativeio.NotRegularFileException if it is a directory, FIFO, device, socket or symbolic link
     * @throws java.nio.file.AccessDeniedException if permissions forbid it
     * @throws IOException if it can't be deleted, or not durably
     */
    public static void delete(Path path) throws IOException {
        new Deletion(Posix.system(), path).run();
    }

    /** The path that the file was opened by. */
    public Path path() {
        return place.path();
    }

    /** The offset of the first byte of data, in bytes; a multiple of the border size. */
    public long dataOffset() {
        return place.headerBytes();
    }

    /** The border size in bytes: ranges begin and end at multiples of it. */
    public long borderBytes() {
        return place.borderBytes();
    }

    /** The end of the data; the next append goes here. Any thread. */
    public long endOffset() {
        return writer == null ? readOnlyEnd : writer.tail().end();
    }

    /** Every byte that was appended below this offset is durable. Any thread. */
    public long durableOffset() {
        return writer == null ? readOnlyEnd : writer.tail().forced();
    }

    /**
     * Where the last range begins, which grows: all in front of it is sealed or was assigned a mode of its own, but for pieces of
     * the tail in front of an assigned range, which belong to it until they are sealed. Any thread.
     */
    public long tailOffset() {
        return table.tailOffset();
    }

    /**
     * Appends the readable bytes of {@code source}. They can be read when this returns; they are durable after the next
     * {@link #force} that begins then.
     *
     * <p>Does not wait for a force that another thread has under way, unless the buffer of a {@code DIRECT} tail is full.
     * Where nobody forces, it writes to the medium by itself when that buffer is full, and with
     * {@link Sealing#CONTINUOUS} forces and seals when it is half full.
     *
     * @param source whose indices and reference count stay as they are; must not change during the call
     * @return the offset of the first byte
     * @throws io.netty.util.IllegalReferenceCountException if the buffer, or a part of it, was released; nothing was written
     * @throws SizeLimitException if the file would pass its size limit; nothing was written
     * @throws io.tidemark.nativeio.DiskFullException if there is no space; nothing was written
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for more space;
     *     nothing was written
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if the write fails, which fails the writer
     */
    public long append(ByteBuf source) throws IOException {
        requireAlive(source);
        return appender().append(source);
    }

    /**
     * Makes sure that the next {@code length} bytes that are appended meet no full disk; an append does that for its own
     * bytes. Belongs to the appending side.
     *
     * @return the offset up to which appends meet none: at least {@code length} above the end of the data, and more if more
     *     is prepared
     * @throws SizeLimitException if the file would pass its size limit
     * @throws io.tidemark.nativeio.DiskFullException if there is no space
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for it
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if preparing the space fails otherwise, which fails the writer
     */
    public long reserve(int length) throws IOException {
        return appender().prepare(length);
    }

    /**
     * Overwrites bytes of open ranges in place; less than a block costs less than a block. Durable after the next
     * {@link #force}; a crash before that may leave old and new bytes mixed.
     *
     * @param offset of the first byte; the bytes must exist
     * @param source whose readable bytes are written, and whose indices and reference count stay as they are
     * @throws SealedRangeException if part of it is sealed or discarded; nothing was written
     * @throws OutOfRangeException if it reaches beyond the end of the data; nothing was written
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if the write fails, which fails the writer
     */
    public void writeAt(long offset, ByteBuf source) throws IOException {
        bounds.requireDataOffset(offset);
        requireAlive(source);
        writer().writeAt(offset, source);
    }

    /**
     * Makes everything durable whose write had returned before this began. May overlap {@link #append}: bytes that are
     * appended meanwhile are left to the next force. With {@link Sealing#CONTINUOUS} the seal follows.
     *
     * @return what is durable now, and by what; its durable offset is the end of the data when the force began, or a
     *     later one
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if it fails, which fails the writer: a second force would claim what the first one lost
     */
    public DurabilityReceipt force() throws IOException {
        return writer().force();
    }

    /**
     * Reads bytes into a buffer.
     *
     * @param offset of the first byte
     * @param target written from its writer index on, which moves by {@code length}; stays the caller's
     * @param length in bytes; all of them are read, or none
     * @throws IllegalArgumentException if the offset lies in the header, or the length is negative
     * @throws OutOfRangeException if the data ends before
     * @throws DiscardedRangeException if part of it was discarded
     * @throws io.tidemark.nativeio.TruncatedFileException if the file was truncated underneath
     * @throws io.tidemark.nativeio.MediaErrorException if the medium fails
     */
    public void readAt(long offset, ByteBuf target, int length) throws IOException {
        bounds.requireData(offset, length, endOffset());
        reader.read(offset, target, length);
    }

    /**
     * Reads pieces of equal length into a buffer, one behind the other. Faster than one by one in {@code CACHED_MAPPED}
     * ranges that are in memory: the processor fetches a piece while it copies the one before.
     *
     * @param offsets of the first byte of each piece, in any order; must not change during the call, or nothing can be said of
     *     what is read
     * @param count how many of them are read, from the first one on
     * @param target as in {@link #readAt(long, ByteBuf, int)}; gets all pieces, or none
     * @param length of each piece in bytes
     * @throws ArithmeticException if all pieces together have more than 2^31 - 1 bytes
     * @throws IOException as {@link #readAt(long, ByteBuf, int)}
     */
    public void readAt(long[] offsets, int count, ByteBuf target, int length) throws IOException {
        Objects.checkFromIndexSize(0, count, offsets.length);
        long end = endOffset();
        for (int i = 0; i < count; i++) {
            bounds.requireData(offsets[i], length, end);
        }
        Math.multiplyExact(count, length);
        reader.read(offsets, count, target, length);
    }

    /**
     * Reads bytes into a buffer of their own: in {@code CACHED_MAPPED} ranges a read-only view of the page cache itself,
     * in {@code BLOCK_CACHED} ranges one of a cached block if they lie within one, elsewhere a copy from the options'
     * allocator.
     *
     * <p>A view of a range that is discarded stays valid until it is released, and outlives the file's close, also if the
     * file is opened again in this process. One of the page cache keeps the space of the range, one of a block some memory of
     * the {@link BlockCache}.
     *
     * <p>Each page of a view of up to a mebibyte was read once before it is handed out. Pages that fail later, or in longer
     * views, reach whoever touches them as an {@link InternalError} or, inside code that the JVM doesn't watch, such as its
     * checksums, end the process.
     *
     * @return a buffer whose readable bytes are the ones asked for; the caller releases it
     * @throws IOException as {@link #readAt(long, ByteBuf, int)}
     */
    public ByteBuf readAt(long offset, int length) throws IOException {
        bounds.requireData(offset, length, endOffset());
        return reader.read(offset, length);
    }

    /**
     * Whether a view of the page cache that {@link #readAt(long, int)} gave out has not been released, so that somebody may
     * still look at the file's bytes where they are. Views of blocks and copies don't count: they have memory of their
     * own. Also when closed; from then on a false stays false, and the space of the file or region may be used again.
     * Any thread.
     */
    public boolean hasViews() {
        return place.accesses().hasViews();
    }

    /**
     * Whether something in this process forces the file's device, or did a moment ago. Who scans should ask for little at a
     * time then: what the device has been given already is in front of any force that begins. Any thread.
     */
    public boolean areForcesExpected() {
        return reader.areForcesExpected();
    }

    /**
     * Asks the kernel to read sealed ranges into the page cache, and does not wait for that; while something in this process
     * forces the device it gives way, for a millisecond or so for each mebibyte. Of {@code BLOCK_CACHED} ranges it loads the
     * blocks that are not in memory, and returns when they are. What is not sealed is left alone.
     *
     * @throws OutOfRangeException if the data ends before
     */
    public void warm(long offset, long length) throws IOException {
        bounds.requireData(offset, length, endOffset());
        new Warmer(place, table).warm(offset, length);
    }

    /**
     * Makes what the tail has below {@code offset} immutable and hands it over to the page cache: forces, drops what the
     * cache holds of it, stores the new border and publishes it. Copies nothing. The seal is durable on return. Ranges
     * with an open mode of their own stay open. At a border up to the end of the data it belongs to the forcing side and
     * may overlap {@link #append}; where zeros are appended it needs both sides to be still.
     *
     * @param offset a multiple of the border size up to the end of the data; or the end itself, in which case zeros are
     *     appended up to the next border. Where the tail has nothing below it, nothing is left to do
     * @throws IllegalArgumentException if {@code offset} is neither
     * @throws SizeLimitException if the zeros would pass the size limit; nothing was written or sealed
     * @throws io.tidemark.nativeio.DiskFullException if there is no space for them; nothing was written or sealed
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for them; the same
     * @throws TooManyRangesException if the header has no room for one more range; nothing was sealed, but zeros that were to be
     *     appended are there, so the next border is the end of the data now
     * @throws WriterFailedException if the writer failed earlier
     * @throws StaleCacheException if the page cache holds bytes that differ from the medium; fails the writer
     * @throws IOException if forcing or storing fails, which fails the writer
     */
    public void seal(long offset) throws IOException {
        bounds.requireDataOffset(offset);
        Writer open = writer();
        open.seal(bounds.sealBorder(offset, endOffset()));
    }

    /**
     * Gives a range another mode.
     *
     * <ul>
     *   <li>an open range (a part of the tail below the end, too) may get another open mode, or a sealed one: that
     *       seals it;
     *   <li>a sealed range may get another sealed mode;
     *   <li>a discarded range may get an open mode: its space is used again and reads as zeros;
     *   <li>any but the tail may be {@linkplain #discard discarded}.
     * </ul>
     *
     * The new mode is durable on return.
     *
     * @param offset a multiple of the border size
     * @param length a positive multiple of the border size
     * @throws IllegalArgumentException if offset or length are not, or the range reaches beyond the data
     * @throws IllegalStateException if it is the file's first {@code BLOCK_CACHED} range, and the block cache is closed;
     *     nothing was changed
     * @throws io.tidemark.mode.ModeUnavailableException if the mode can't be had here
     * @throws SealedRangeException if a sealed range is to be opened
     * @throws DiscardedRangeException if a discarded range is to be sealed, or is still viewed
     * @throws TooManyRangesException if the header has no room for the states; nothing was changed
     * @throws io.tidemark.nativeio.DiskFullException if there is no space for a discarded range; nothing was changed
     * @throws io.tidemark.nativeio.ResourceShortageException if there is no descriptor, mapping or memory for an open mode;
     *     nothing was changed
     * @throws OutOfMemoryError the same, if it is memory outside the heap
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if a write, a force or storing the states fails, which fails the writer
     */
    public void assign(long offset, long length, RangeMode mode) throws IOException {
        Objects.requireNonNull(mode, "mode");
        bounds.requireBorders(offset, length, endOffset());
        writer();
        transitions.assign(offset, offset + length, mode);
    }

    /**
     * Gives the space of a range back; reading it is an error from now on. The size of the file stays. Durable on
     * return. Where the file system can't punch holes the range is gone but its space isn't. Waits for reads that are
     * under way.
     *
     * @param offset a multiple of the border size
     * @param length a positive multiple of the border size
     * @throws IllegalArgumentException if offset or length are not, or part of it belongs to the tail
     * @throws TooManyRangesException if the header has no room for the states; nothing was changed
     * @throws WriterFailedException if the writer failed earlier
     * @throws IOException if the states can't be stored, which fails the writer. Or if the space can't be given back: then the
     *     range is discarded, and that is tried again later, at the close at the latest
     */
    public void discard(long offset, long length) throws IOException {
        bounds.requireBorders(offset, length, endOffset());
        writer();
        transitions.discard(offset, offset + length);
    }

    /**
     * The file whose page cache serves the reads of a range, at the same offsets: for a {@code SHADOWED} one the hidden
     * shadow beside the file, where there is one; else the file. Any thread.
     */
    public Path cachedBy(Range range) {
        return range.mode() == RangeMode.SHADOWED && place.shadow().isOpen()
                ? place.shadow().path()
                : place.path();
    }

    /** The ranges from {@link #dataOffset} to {@link #endOffset}, ascending; a snapshot. Any thread. */
    public List<Range> ranges() {
        return table.ranges(endOffset());
    }

    /** What the place of the file can do, as probed when it was opened. */
    public Capabilities capabilities() {
        return place.capabilities();
    }

    /** Counts since the file was opened. */
    public FileStatistics statistics() {
        return writer == null ? FileStatistics.NONE : writer.statistics();
    }

    /**
     * Closes the file: forces what was written, stores the end of the data, gives prepared space back (but for a region,
     * behind which others have theirs), waits for reads under way and releases everything but the views that callers hold.
     * Idempotent. Nobody appends or forces meanwhile.
     *
     * @throws java.util.ConcurrentModificationException if somebody does, as far as that is noticed; the file stays open
     * @throws WriterFailedException if the writer had failed and no call has said so yet; the file is closed all the same. After
     *     a failure nothing is forced, and what was not durable may be lost
     * @throws IOException if forcing fails; the file is closed all the same, and recovered when it is opened next. Also if
     *     the kernel refuses to unmap something: then all is durable, and the mapping stays until the process ends
     */
    @Override
    public void close() throws IOException {
        if (writer != null && !closed.get()) {
            writer.requireStill();
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (FilePlace all = place) {
            all.background().close();
            if (writer != null) {
                writer.failure().checkUntold(); // What the background has met, which lost what was not forced.
            }
            if (isHealthy()) {
                writer.finish();
                transitions.discarded().punchWhatIsFree();
            }
            Closeable prepared = this::giveBackWhatWasPrepared;
            try (prepared) {
                all.releaseReaders();
            }
        }
    }

    /** What was appended stays to the byte. */
    private void giveBackWhatWasPrepared() throws IOException {
        if (isHealthy() && place.region().isWholeFile()) {
            trim(place.descriptors().buffered(), writer.tail().end());
        }
    }

    /**
     * Seals all that the tail has, closes the file and switches it from DAX to the page cache, in place: for a layout
     * with a file for each segment. Opened again, its sealed ranges are {@code CACHED}. Zeros fill the file up to the next
     * border, as with {@link #seal}. Views that callers still hold keep it where it is.
     *
     * @return whether the file is in the page cache now, and if not, why; sealed, whole and closed it is in any case.
     *     {@link DaxSwitch#toPageCache} tries again
     * @throws UnsupportedOperationException for a region, of whose file others use the rest; nothing was done
     * @throws SizeLimitException if the zeros would pass the size limit; nothing was done, and the file is open
     * @throws io.tidemark.nativeio.DiskFullException if there is no space for them; the same
     * @throws IOException as {@link #seal} and {@link #close} do, or if the file's flag can't be changed; unless the seal
     *     failed, the file is closed
     */
    public SwitchOutcome closeIntoPageCache() throws IOException {
        if (!place.region().isWholeFile()) {
            throw new UnsupportedOperationException(place.name()
                    + " can't be switched to the page cache: that concerns the whole file, which others use too");
        }
        return new LeavingDax(this, place).run();
    }

    /** Cutting inside a page zeroes the rest of it through the page cache; it is written and dropped again. */
    private static void trim(NativeFile file, long end) throws IOException {
        file.truncate(end);
        file.forceData();
        PageCache.drop(file, end & -HybridFileOptions.MIN_BORDER_BYTES, HybridFileOptions.MIN_BORDER_BYTES);
    }

    private boolean isHealthy() {
        return writer != null && !writer.failure().isSet();
    }

    private Writer writer() throws ClosedChannelException {
        requireWritable();
        return writer;
    }

    /** Its caller's mistake must not fail the writer. */
    private static void requireAlive(ByteBuf source) {
        ByteBufUtil.ensureAccessible(source);
        if (source.nioBufferCount() > 1) { // Which asks each part; the whole doesn't know that one was released.
            source.nioBuffers(source.readerIndex(), source.readableBytes());
        }
    }

    private Appender appender() throws ClosedChannelException {
        requireWritable();
        return appender;
    }

    private void requireWritable() throws ClosedChannelException {
        if (appender == null) {
            throw new ReadOnlyException(place.name(), "the file");
        }
        if (closed.get()) {
            throw new ClosedException(place.name(), "the file");
        }
    }

    @Override
    public String toString() {
        return "HybridFile[" + place.name() + ", data " + dataOffset() + " to " + endOffset() + ", tail from "
                + tailOffset() + "]";
    }
}
