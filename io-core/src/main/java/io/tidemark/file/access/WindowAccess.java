package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.EndMarking;
import io.tidemark.file.MappedFaultException;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * Ranges written by stores into mapped windows: {@code MAPPED} and {@code DAX_MAPPED}. Windows are large, of one size,
 * and lie at multiples of it, so that an offset finds its window by a shift. They are mapped and populated before the
 * first store and unmapped when what they hold is sealed.
 *
 * <p>A force may overlap an append. It takes the list of windows after the end of the data up to which it forces was
 * published, so the windows below that are in it, and those that are retired meanwhile lie below what was forced
 * before. Caches are coherent: lines and pages that an append stores to while they are written back arrive with some of
 * its bytes or without them, and with all bytes below its offset. They stay dirty for the next force. The end mark that
 * was behind the data when the force began may have given way to the append under way; then that append's mark, which
 * was stored before, is forced with the next force only.
 */
final class WindowAccess implements TailAccess {
    private static final Window[] NONE = {};
    private static final int PAGE_BYTES = 4096;
    private static final int CACHE_LINE_WORDS = 8;
    private static final int PAGES_TOUCHED_AT_ONCE = 512;

    private final NativeFile file;
    private final ScratchPool pool;
    private final Decision decision;
    private final Window.Mapper mapper;
    private final DurabilityMechanism mechanism;
    private final EndMarking marking;
    private final int shift;
    private final int windowBytes;

    /** Each mark has to be looked for: a region may hold the bytes of an earlier use, where else are zeros. */
    private final boolean looksForMarks;

    private final long limit;

    /** By number; null where there is none. Replaced as a whole, so that readers need no lock. */
    private volatile Window[] windows = NONE;

    private long writtenBytes;

    /** For a word of each page that is looked at. Not on the heap, where each copy costs as much as a small force. */
    private final ScratchPool.Scratch readBack;

    /** A word of that for whoever forces. */
    private final ByteBuf forcedWord;

    /** Of whoever prepares. */
    private final ByteBuf touchedWords;

    /** The appender's, as what follows: added to an offset it makes the address of its byte in the window entered last. */
    private long base;

    /** Where that window ends; 0 if there is none. */
    private long clearUpTo;

    private boolean closed;

    /**
     * @param file read by system calls where a page of a mapping can't be had
     * @param windowBytes size of a window; a power of two
     * @param mechanism what a force rests on
     */
    WindowAccess(
            NativeFile file,
            ScratchPool pool,
            Decision decision,
            Window.Mapper mapper,
            int windowBytes,
            DurabilityMechanism mechanism,
            EndMarking marking) {
        this.file = file;
        this.pool = pool;
        this.decision = decision;
        this.mapper = mapper;
        this.windowBytes = windowBytes;
        this.shift = Integer.numberOfTrailingZeros(windowBytes);
        this.mechanism = mechanism;
        this.looksForMarks = marking == EndMarking.MARKED && !file.region().isWholeFile();
        this.limit = file.region().length();
        this.marking = marking;
        this.readBack = pool.take();
        this.forcedWord = words(0, 1);
        this.touchedWords = words(CACHE_LINE_WORDS, PAGES_TOUCHED_AT_ONCE);
    }

    private ByteBuf words(long from, int count) {
        long address = readBack.address() + from * Long.BYTES;
        return Unpooled.wrappedBuffer(NativeBuffers.view(address, count * Long.BYTES));
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public synchronized void attach(long offset, long end) throws IOException {
        int last = numberOf(end - 1);
        Window[] grown = Arrays.copyOf(windows, Math.max(windows.length, last + 1));
        try {
            for (int number = numberOf(offset); number <= last; number++) {
                if (grown[number] == null) {
                    grown[number] = mapper.map((long) number << shift, windowBytes);
                }
            }
        } finally {
            windows = grown; // Also those that were mapped before one could not be.
        }
    }

    @Override
    public synchronized void prepare(long offset, long end) throws IOException {
        attach(offset, end);
        Window[] current = windows;
        for (long at = offset; at < end; ) {
            int index = indexOf(at);
            int step = (int) Math.min(end - at, windowBytes - index);
            Window window = current[numberOf(at)];
            window.populate(index, step);
            touch(window, index, step);
            at += step;
        }
    }

    /**
     * Looks at each page once. What the kernel has entered into its tables the processor needn't have found yet: a host that
     * keeps tables of its own for its guests adds a page when it is first touched, which takes it some microseconds; here
     * they aren't an append's. A page that can't be had is left for who stores to it.
     */
    private void touch(Window window, int index, int length) {
        int end = index + length;
        for (int page = index & -PAGE_BYTES; page < end; page += PAGES_TOUCHED_AT_ONCE * PAGE_BYTES) {
            int pages = Math.min(PAGES_TOUCHED_AT_ONCE, (end - page + PAGE_BYTES - 1) / PAGE_BYTES);
            if (!MappedCopy.tryTouch(window.bytes(), page, PAGE_BYTES, pages, touchedWords)) {
                return;
            }
        }
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        Window[] current = windows;
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int index = indexOf(at);
            int step = Math.min(length - done, windowBytes - index);
            if (!MappedCopy.tryCopy(current[numberOf(at)].bytes(), index, target, targetIndex + done, step)) {
                Transfers.read(file, at, target, targetIndex + done, step, pool);
            }
            done += step;
        }
    }

    /**
     * The mark first: if the process dies in between, the end is found too high rather than too low. But for the mark of
     * the append before, there are zeros.
     */
    @Override
    public int append(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        if (isClear(offset, source, length)) {
            store(offset, source, sourceIndex, length);
        } else if (marking == EndMarking.MARKED) {
            mark(offset + length);
            write(offset, source, sourceIndex, length);
        } else if (length < windowBytes - indexOf(offset)) {
            storeWithoutAddresses(offset, source, sourceIndex, length);
        } else {
            write(offset, source, sourceIndex, length);
        }
        return length;
    }

    private void store(long offset, ByteBuf source, int sourceIndex, int length) throws MappedFaultException {
        writtenBytes += length;
        long from = source.memoryAddress() + sourceIndex;
        long to = base + offset;
        try {
            if (!tryStore(from, to, length)) {
                throw fault(null, offset, length);
            }
        } catch (InternalError e) {
            throw fault(e, offset, length);
        } finally {
            Reference.reachabilityFence(source); // A collection during the call must not take its memory.
        }
    }

    private boolean tryStore(long from, long to, int length) {
        return marking == EndMarking.MARKED
                ? MappedStore.tryAppend(from, to, length, EndMark.VALUE)
                : MappedStore.tryAppend(from, to, length);
    }

    private void storeWithoutAddresses(long offset, ByteBuf source, int sourceIndex, int length)
            throws MappedFaultException {
        writtenBytes += length;
        ByteBuf window = windows[numberOf(offset)].bytes();
        try {
            if (!MappedStore.tryAppend(source, sourceIndex, window, indexOf(offset), length)) {
                throw fault(null, offset, length);
            }
        } catch (InternalError e) {
            throw fault(e, offset, length);
        }
    }

    /** Whether the bytes, and a mark behind them, are stores into the window that was entered, or is entered now. */
    private boolean isClear(long offset, ByteBuf source, int length) {
        return source.hasMemoryAddress() && (offset + length < clearUpTo || enter(offset, length));
    }

    private boolean enter(long offset, int length) {
        if (!MappedCopy.HAS_ADDRESSES || looksForMarks) {
            return false;
        }
        ByteBuf window = windows[numberOf(offset)].bytes();
        long start = offset - indexOf(offset);
        base = window.memoryAddress() - start;
        clearUpTo = start + window.capacity();
        return offset + length < clearUpTo;
    }

    private void mark(long offset) throws MappedFaultException {
        try {
            if (offset < limit
                    && !MappedStore.tryStore(EndMark.VALUE, windows[numberOf(offset)].bytes(), indexOf(offset))) {
                throw fault(null, offset, 1);
            }
        } catch (InternalError e) {
            throw fault(e, offset, 1);
        }
    }

    @Override
    public void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        Window[] current = windows;
        writtenBytes += length;
        try {
            for (int done = 0; done < length; ) {
                long at = offset + done;
                int index = indexOf(at);
                int step = Math.min(length - done, windowBytes - index);
                if (!MappedStore.tryStore(source, sourceIndex + done, current[numberOf(at)].bytes(), index, step)) {
                    throw fault(null, at, step);
                }
                done += step;
            }
        } catch (InternalError e) {
            throw fault(e, offset, length);
        }
    }

    @Override
    public DurabilityMechanism force(long offset, long forceEnd) throws IOException {
        Window[] current = windows;
        long end = Math.min(forceEnd, limit);
        for (long at = offset; at < end; ) {
            int index = indexOf(at);
            int step = (int) Math.min(end - at, windowBytes - index);
            Window window = current[numberOf(at)];
            requirePages(window, at, index, step);
            window.force(index, step);
            at += step;
        }
        return mechanism;
    }

    @Override
    public DurabilityMechanism forceAppended(long offset, long end) throws IOException {
        return force(offset, marking == EndMarking.MARKED ? end + 1 : end);
    }

    /** A page that can't even be read may have kept {@link MappedStore} from noticing that it could not be stored to. */
    private void requirePages(Window window, long offset, int index, int length) throws MappedFaultException {
        for (int page = index & -PAGE_BYTES; page < index + length; page += PAGE_BYTES) {
            if (!MappedCopy.tryCopy(window.bytes(), page, forcedWord, 0, Long.BYTES)) {
                throw new MappedFaultException(file.path().toString(), offset + page - index, PAGE_BYTES, null);
            }
        }
    }

    @Override
    public boolean holdsBelow(long offset) {
        int whole = numberOf(offset);
        Window[] current = windows;
        return whole > 0 && whole <= current.length && current[whole - 1] != null;
    }

    @Override
    public synchronized void retire(long offset) throws IOException {
        Window[] kept = windows.clone();
        int whole = Math.min(kept.length, numberOf(offset));
        Arrays.fill(kept, 0, whole, null);
        Window[] old = windows;
        windows = kept;
        Closing.all(Arrays.copyOf(old, whole));
    }

    @Override
    public long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        clearUpTo = 0;
        Window[] old = windows;
        windows = NONE;
        try {
            Closing.all(old);
        } finally {
            readBack.close();
        }
    }

    /** The JVM turns a SIGBUS inside a copy into an InternalError: the medium failed or the file shrank. */
    private MappedFaultException fault(InternalError cause, long offset, int length) {
        InternalError error = cause != null ? cause : MappedCopy.takeLateError();
        return new MappedFaultException(file.path().toString(), offset, length, error);
    }

    private int numberOf(long offset) {
        return (int) (offset >>> shift);
    }

    private int indexOf(long offset) {
        return (int) offset & (windowBytes - 1);
    }
}
