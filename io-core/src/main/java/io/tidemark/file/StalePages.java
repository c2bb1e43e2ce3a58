package io.tidemark.file;

import io.tidemark.file.access.ScratchPool;
import io.tidemark.file.access.ScratchPool.Scratch;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;

/** What the page cache holds of a file beside the medium: brought in before the bytes were final, or never written back. */
record StalePages(FilePlace place) {
    private static final int DROP_ATTEMPTS = 3;

    /**
     * Evicts a range that is durable. What can't be evicted (locked or mapped pages) should be what the medium holds, because
     * the kernel invalidates pages under direct writes; it is compared all the same.
     *
     * @return how many pages were evicted, as far as they could be counted
     * @throws StaleCacheException if they differ from the medium
     */
    long drop(long start, long end) throws IOException {
        try {
            return dropCounted(start, end);
        } catch (ShortageException
                | OutOfMemoryError e) { // To count them may take a mapping, of which there are too many.
            PageCache.drop(place.descriptors().buffered(), start, end - start);
            if (place.descriptors().hasDirect()) {
                compareWithMedium(start, end);
            }
            return 0;
        }
    }

    private long dropCounted(long start, long end) throws IOException {
        NativeFile file = place.descriptors().buffered();
        long found = PageCache.residency(file, start, end - start).pagesResident();
        long left = found;
        for (int attempt = 0; left > 0 && attempt < DROP_ATTEMPTS; attempt++) {
            PageCache.drop(file, start, end - start);
            left = Math.min(left, PageCache.residency(file, start, end - start).pagesResident());
        }
        if (left > 0 && place.descriptors().hasDirect()) {
            compareWithMedium(start, end);
        }
        return found - left;
    }

    /**
     * The same for a file that is being opened, with the pages that the cache keeps together with the range, as far as the
     * kernel tells what is left.
     */
    void dropWithNeighbours(long start, long end) throws IOException {
        if (PageCache.evict(place.descriptors().buffered(), start, end - start) > 0
                && place.descriptors().hasDirect()) {
            compareWithMedium(start & -HybridFileOptions.MIN_BORDER_BYTES, end);
        }
    }

    private void compareWithMedium(long start, long end) throws IOException {
        try (Scratch cached = place.pool().take();
                Scratch medium = place.pool().take()) {
            long whole =
                    end & -HybridFileOptions.MIN_BORDER_BYTES; // Of a block that the file ends in a part can't be read.
            for (long at = start; at < whole; at += ScratchPool.BUFFER_BYTES) {
                int step = (int) Math.min(whole - at, ScratchPool.BUFFER_BYTES);
                place.descriptors().cached().readFully(cached.address(), step, at);
                place.descriptors().direct().readFully(medium.address(), step, at);
                if (!cached.bytes().slice(0, step).equals(medium.bytes().slice(0, step))) {
                    throw new StaleCacheException(
                            place.name(),
                            "the page cache differs from the medium between offsets " + at + " and " + (at + step)
                                    + " and can't be dropped; does another process write or lock this file?");
                }
            }
        }
    }
}
