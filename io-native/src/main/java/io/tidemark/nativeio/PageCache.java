package io.tidemark.nativeio;

import io.tidemark.nativeio.Layouts.Cachestat;
import io.tidemark.nativeio.Residency.Method;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * What of a file the page cache holds, and how to change that. Ranges may reach past the end of the file; the part past
 * it has no pages. All answers are of the past: the kernel may read or reclaim pages at any moment.
 *
 * <p>Safe for any thread. Nothing here makes anything durable.
 */
public final class PageCache {
    /** What {@link #warm} asks for at a time: one call reads no more than the device's readahead window, by default this. */
    public static final int WARM_STEP_BYTES = 128 << 10;

    /** Pages that the cache keeps together are dropped together, or not at all. */
    private static final long LARGEST_FOLIO_BYTES = 2 << 20;

    /** In vain, while nothing of the range is being read. */
    private static final int EVICT_ATTEMPTS = 3;

    /** Until what is being read has arrived; somebody may read on and on. */
    private static final long EVICT_PAUSE_NANOS = 100_000;

    private static final long MOST_EVICT_NANOS = 200_000_000;

    /** For the arguments and the answer: readers ask often, and mapping memory for it would stop others' page faults. */
    private static final ThreadLocal<ByteBuffer> CACHESTAT = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(Cachestat.SIZE).order(ByteOrder.nativeOrder()));

    private PageCache() {}

    /**
     * Counts the cached pages of a range: by cachestat(2) where the kernel has it and the file is not DAX, otherwise by
     * mincore(2). cachestat counts a page from the moment that its read begins, mincore only when it has ended. On a file
     * that the process neither owns nor may write mincore claims that everything is resident.
     *
     * @throws IOException if neither can be asked
     */
    public static Residency residency(NativeFile file, long offset, long length) throws IOException {
        Checks.range(offset, length);
        long end = Math.min(offset + length, file.size());
        if (offset >= end) {
            return new Residency(0, 0, 0, Method.NONE);
        }
        Residency counted = cachestat(file, offset, end - offset);
        if (counted != null) {
            return counted;
        }
        BitSet resident = residentPages(file, offset, end - offset);
        return new Residency(resident.cardinality(), Residency.UNKNOWN, pages(file, offset, end), Method.MINCORE);
    }

    /**
     * Whether the page cache is known to hold all of a range, or to read the rest just now. For little money: false where
     * the kernel has no cachestat(2), or must not be asked by it.
     *
     * @param length at least 1; the range lies within the file
     */
    public static boolean isKnownToHold(NativeFile file, long offset, long length) throws IOException {
        Checks.range(offset, length);
        Residency counted = cachestat(file, offset, length);
        return counted != null && counted.pagesResident() == counted.pagesTotal();
    }

    /**
     * Which pages of a range are cached, by mincore(2) over a temporary mapping: bit 0 is the page that holds
     * {@code offset}.
     *
     * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} pages
     */
    public static BitSet residentPages(NativeFile file, long offset, long length) throws IOException {
        Checks.range(offset, length);
        long end = Math.min(offset + length, file.size());
        BitSet resident = new BitSet();
        if (offset >= end) {
            return resident;
        }
        if (pages(file, offset, end) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A range of " + length + " bytes has too many pages for one answer");
        }
        Mincore.collect(file, offset, end, resident);
        return resident;
    }

    /**
     * Drops the clean cached pages that lie entirely in the range, and the partial one at the end of the file; starts to
     * write the dirty ones back, so force first to drop all. Pages that are mapped or locked stay. Best effort.
     */
    public static void drop(NativeFile file, long offset, long length) throws IOException {
        Checks.range(offset, length);
        if (length == 0) {
            return; // to posix_fadvise 0 would mean 'to the end'
        }
        file.advise(offset, length, Advice.DONT_NEED);
    }

    /**
     * Drops a range that is durable, with the pages that the cache may keep together with it, and tries again while some
     * are left, as they are while somebody maps, locks or reads them.
     *
     * @return how many pages of the range are left, but for those that are just being read from the medium; 0 where that can't
     *     be told, or memory is the medium
     */
    public static long evict(NativeFile file, long offset, long length) throws IOException {
        if (length == 0 || file.isDax() || file.isMemoryBacked()) {
            return 0;
        }
        long start = offset & -LARGEST_FOLIO_BYTES;
        long end = (offset + length + LARGEST_FOLIO_BYTES - 1) & -LARGEST_FOLIO_BYTES;
        long deadline = System.nanoTime() + MOST_EVICT_NANOS;
        for (int inVain = 0; ; Pause.nanos(file, EVICT_PAUSE_NANOS)) {
            drop(file, start, end - start);
            long counted = pagesCounted(file, offset, length);
            long left = counted == 0 ? 0 : pagesPresent(file, offset, length, counted);
            inVain += left == counted ? 1 : 0;
            if (left == 0 || inVain == EVICT_ATTEMPTS || System.nanoTime() - deadline > 0) {
                return left;
            }
        }
    }

    /** Those that are being read, too, if the kernel has cachestat(2). */
    private static long pagesCounted(NativeFile file, long offset, long length) {
        try {
            return residency(file, offset, length).pagesResident();
        } catch (IOException e) {
            return 0;
        }
    }

    /** @param counted what is believed where mincore(2), or the mapping that it needs, is not to be had */
    private static long pagesPresent(NativeFile file, long offset, long length, long counted) {
        if (pages(file, offset, offset + length) > Integer.MAX_VALUE) {
            return counted;
        }
        try {
            return residentPages(file, offset, length).cardinality();
        } catch (IOException | OutOfMemoryError e) {
            return counted;
        }
    }

    /**
     * Asks the kernel to read a range into the page cache, and returns before it has. Best effort: under memory pressure
     * less is read, and on memory-backed and DAX files nothing is to be done.
     */
    public static void warm(NativeFile file, long offset, long length) throws IOException {
        Checks.range(offset, length);
        long end = Math.min(offset + length, file.size());
        for (long position = offset; position < end; ) {
            long step = Math.min(WARM_STEP_BYTES, end - position);
            file.readahead(position, step);
            position += step;
        }
    }

    /** Null for unknown: before Linux 6.5, on a DAX file, forbidden by a sandbox, or not this process's file. */
    private static Residency cachestat(NativeFile file, long offset, long length) throws IOException {
        if (file.isDax() || file.isOverlay()) {
            return null; // Linux 6.12 oopses; and of an overlay's file there would never be a page.
        }
        int fd = file.descriptor().acquire();
        try {
            ByteBuffer structs = CACHESTAT.get();
            long address = NativeBuffers.address(structs);
            structs.putLong(Cachestat.RANGE_OFF, file.region().offset() + offset);
            structs.putLong(Cachestat.RANGE_LEN, length);
            file.posix().cachestat(fd, address, address + Cachestat.RESULT, 0);
            return new Residency(
                    structs.getLong(Cachestat.NR_CACHE),
                    structs.getLong(Cachestat.NR_DIRTY),
                    pages(file, offset, offset + length),
                    Method.CACHESTAT);
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EPERM, Errno.EACCES -> null;
                default -> throw e.toIoException(file.path(), file.region().offset() + offset, length);
            };
        } finally {
            file.descriptor().release();
        }
    }

    private static long pages(NativeFile file, long offset, long end) {
        long page = file.posix().getpagesize();
        return (end - 1) / page - offset / page + 1;
    }
}
