package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.ResourceShortageException;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sealed ranges read through read-only mappings of the page cache, with views that copy nothing. The file is mapped in
 * few large windows, each at its first use: a mapping for each sealed range would run into {@code vm.max_map_count}. A
 * window may reach beyond the seal and the end of the file, though not of its region; nobody touches it there, and the
 * kernel is told not to read ahead; that is done by {@link Readahead}.
 */
final class CachedMappedAccess implements RangeAccess {
    /** One window; also the alignment of windows in the file. */
    private static final int SHIFT = 30;

    private static final int WINDOW_BYTES = 1 << SHIFT;
    private static final int PAGE_BYTES = 4096;

    /** A longer view is not touched as a whole: readahead asks for no more, and who wants one may want little of it. */
    private static final int MOST_TOUCHED_BYTES = Readahead.LARGEST_WINDOW_BYTES;

    /** Fewer are touched in less time than the kernel takes to be asked about them. */
    private static final int FEW_PAGES = 12;

    /** At once: readahead asks for no more. */
    private static final int MOST_COPIED_BYTES = Readahead.LARGEST_WINDOW_BYTES;

    /** Where a word of each touched page lands; nobody looks at it. */
    private static final ThreadLocal<ByteBuf> LANDING = ThreadLocal.withInitial(() ->
            Unpooled.wrappedBuffer(ByteBuffer.allocateDirect((MOST_TOUCHED_BYTES / PAGE_BYTES + 1) * Long.BYTES)));

    private static final SealedWindow[] NONE = {};

    private final Decision decision;
    private final NativeFile file;
    private final Readahead readahead;
    private final ScratchPool pool;
    private final int pinShift;
    private final boolean mayBeInMemoryOnly;
    private final Readahead.Cached cached = this::isKnownToHold;

    private volatile SealedWindow[] windows = NONE;
    private boolean closed;

    /**
     * @param file a descriptor to map; may be closed as soon as the access is
     * @param borderBytes border size of the file; a power of two
     */
    CachedMappedAccess(Decision decision, NativeFile file, Readahead readahead, ScratchPool pool, long borderBytes) {
        this.decision = decision;
        this.file = file;
        this.readahead = readahead;
        this.pool = pool;
        this.pinShift = Long.numberOfTrailingZeros(borderBytes);
        this.mayBeInMemoryOnly = file.isMemoryBacked() || file.isOverlay(); // What lies below that isn't known.
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int index = indexOf(at);
            int step = Math.min(Math.min(length - done, MOST_COPIED_BYTES), WINDOW_BYTES - index);
            readahead.beforeFaults(at, step, cached);
            if (!tryCopy(at, index, target, targetIndex + done, step)) {
                // The system call knows what is wrong, and says so in words.
                Transfers.read(file, at, target, targetIndex + done, step, pool);
            }
            done += step;
        }
    }

    private boolean tryCopy(long offset, int index, ByteBuf target, int targetIndex, int length) throws IOException {
        SealedWindow window = windowIfItCanBeHad(offset);
        return window != null
                && length <= window.bytes().capacity() - index
                && MappedCopy.tryCopy(window.bytes(), index, target, targetIndex, length);
    }

    /** In a loop so short that the processor is at the next pieces while it waits for one. */
    @Override
    public void read(long[] offsets, int count, ByteBuf target, int targetIndex, int length) throws IOException {
        boolean isOneWindow = count > 0 && length <= MOST_COPIED_BYTES;
        for (int i = 0; i < count; i++) {
            readahead.beforeFaults(offsets[i], length, cached);
            isOneWindow &= offsets[i] >>> SHIFT == offsets[0] >>> SHIFT && length <= WINDOW_BYTES - indexOf(offsets[i]);
        }
        if (!isOneWindow || !tryCopy(offsets, count, target, targetIndex, length)) {
            RangeAccess.super.read(offsets, count, target, targetIndex, length);
        }
    }

    private boolean tryCopy(long[] offsets, int count, ByteBuf target, int targetIndex, int length) throws IOException {
        SealedWindow window = windowIfItCanBeHad(offsets[0]);
        long start = offsets[0] >>> SHIFT << SHIFT;
        return window != null && MappedCopy.tryCopy(window.bytes(), start, offsets, count, target, targetIndex, length);
    }

    @Override
    public ByteBuf view(long offset, int length) throws IOException {
        readahead.beforeFaults(offset, length, cached);
        int index = indexOf(offset);
        if (length > WINDOW_BYTES - index) {
            return null;
        }
        SealedWindow window = windowIfItCanBeHad(offset);
        return window != null && canBeRead(window, index, length) ? window.view(index, length) : null;
    }

    /**
     * Whether each page can be had; if one can't, a copy says so in words, where whoever reads the view would meet a signal.
     * They are touched, unless all of them are in memory. Where that is the medium, a page that has failed counts as there.
     */
    private boolean canBeRead(SealedWindow window, int index, int length) {
        int first = index & -PAGE_BYTES;
        int pages = (index + length - first + PAGE_BYTES - 1) / PAGE_BYTES;
        return length > MOST_TOUCHED_BYTES
                || (pages > FEW_PAGES && !mayBeInMemoryOnly && window.isKnownResident(index, length))
                || MappedCopy.tryTouch(window.bytes(), first, PAGE_BYTES, pages, LANDING.get());
    }

    /** Of a mapping the kernel tells in half the time. */
    private boolean isKnownToHold(long offset, long length) throws IOException {
        int number = (int) (offset >>> SHIFT);
        int index = indexOf(offset);
        SealedWindow[] current = windows;
        SealedWindow window = number < current.length ? current[number] : null;
        boolean isMapped = window != null && length <= window.bytes().capacity() - index;
        return (isMapped && window.isKnownResident(index, length)) || PageCache.isKnownToHold(file, offset, length);
    }

    @Override
    public void warm(long offset, long length) throws IOException {
        PageCache.warm(file, offset, length);
    }

    @Override
    public boolean isPinned(long offset, long end) {
        SealedWindow[] current = windows;
        long last = Math.min(end, (long) current.length << SHIFT);
        for (long at = offset; at < last; ) {
            SealedWindow window = current[(int) (at >>> SHIFT)];
            int index = indexOf(at);
            int step = (int) Math.min(last - at, WINDOW_BYTES - index);
            if (window != null && window.isPinned(index, step)) {
                return true;
            }
            at += step;
        }
        return false;
    }

    /** Unmaps; a window with views that are not released goes when the last of them is, and {@link #isPinned} knows it. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            Closing.all(windows);
        }
    }

    /** Null where there is no mapping for it: a system call, which needs none, reads as well. */
    private SealedWindow windowIfItCanBeHad(long offset) throws IOException {
        try {
            return window(offset);
        } catch (ResourceShortageException e) {
            return null;
        }
    }

    private SealedWindow window(long offset) throws IOException {
        int number = (int) (offset >>> SHIFT);
        SealedWindow[] current = windows;
        SealedWindow window = number < current.length ? current[number] : null;
        return window != null ? window : map(number);
    }

    private synchronized SealedWindow map(int number) throws IOException {
        SealedWindow[] grown = Arrays.copyOf(windows, Math.max(windows.length, number + 1));
        if (grown[number] == null) {
            long start = (long) number << SHIFT;
            long length = file.region().clip(start, WINDOW_BYTES);
            grown[number] = map(start, length);
            windows = grown;
        }
        return grown[number];
    }

    private SealedWindow map(long start, long length) throws IOException {
        MappedRegion region = MappedRegion.map(file, start, length, MappedRegion.Kind.READ_ONLY);
        try {
            region.adviseRandom();
            return new SealedWindow(region, pinShift);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, region::close);
            throw e;
        }
    }

    private static int indexOf(long offset) {
        return (int) offset & (WINDOW_BYTES - 1);
    }
}
