package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.access.ScratchPool;
import io.tidemark.file.access.ScratchPool.Scratch;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.event.SealEvent;
import io.tidemark.mode.AccessMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;

/**
 * Hands ranges from the tail over to the page cache, where they are: drop what the cache holds of a range and look
 * whether anything is left, publish. The caller is the forcing side, holds the table's lock and has forced the range;
 * appends above it may go on.
 */
final class Sealer {
    private static final int DROP_ATTEMPTS = 3;

    private final FilePlace place;
    private final RangeTable table;
    private final Shadowing shadowing;
    private final Warming warming;

    private long seals;
    private long sealedBytes;
    private long droppedPages;

    Sealer(FilePlace place, RangeTable table, Shadowing shadowing, Warming warming) {
        this.place = place;
        this.table = table;
        this.shadowing = shadowing;
        this.warming = warming;
    }

    long seals() {
        return seals;
    }

    long sealedBytes() {
        return sealedBytes;
    }

    long droppedPages() {
        return droppedPages;
    }

    /** Seals all that belongs to the tail below {@code border}. */
    void sealTail(long border, RangeAccess sealed) throws IOException {
        RangeMap before = table.map();
        for (int i = 0; i < before.count() && before.start(i) < border; i++) {
            if (table.isTail(before, i)) {
                seal(before.start(i), Math.min(before.end(i), border), before.access(i), sealed);
            }
        }
    }

    /** Seals {@code [start, end)}, which one open access serves. */
    void seal(long start, long end, RangeAccess open, RangeAccess sealed) throws IOException {
        SealEvent event = Recordings.mayRun() ? SealEvent.begun() : null;
        makeReady(start, end, open);
        publish(start, end, sealed, event);
    }

    /** What has to be done before anybody may read the range through the page cache. */
    void makeReady(long start, long end, RangeAccess open) throws IOException {
        requireSize(end);
        if (open.decision().mode() == AccessMode.DIRECT) {
            droppedPages += dropStalePages(start, end);
        }
    }

    /**
     * Lets readers see a range that is ready.
     *
     * @param event that has begun; null if nobody records it
     */
    void publish(long start, long end, RangeAccess sealed, SealEvent event) {
        table.publish(start, end, sealed);
        place.readahead().sealedTo(table.tailOffset());
        seals++;
        sealedBytes += end - start;
        if (sealed.decision().mode() == AccessMode.SHADOWED) {
            shadowing.followLater();
        } else if (warming == Warming.SEALED) {
            place.background().execute(() -> warm(start, end - start));
        }
        if (event != null && event.shouldCommit()) {
            event.path = place.name();
            event.offset = start;
            event.length = end - start;
            event.mode = sealed.decision().mode().name();
            event.commit();
        }
    }

    /** A file that was cut under a mapping or a direct writer tells nobody; here it is looked at. */
    private void requireSize(long end) throws IOException {
        long size = place.descriptors().buffered().size();
        if (size < end) {
            throw new TruncatedFileException(place.name(), size, end - size, size);
        }
    }

    /**
     * Evicts what readahead, a backup or a mapping brought in before the bytes were final. The kernel invalidates pages
     * under direct writes, so what can't be evicted (locked pages) should be coherent; it is compared all the same.
     */
    long dropStalePages(long start, long end) throws IOException {
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

    private void compareWithMedium(long start, long end) throws IOException {
        try (Scratch cached = place.pool().take();
                Scratch medium = place.pool().take()) {
            for (long at = start; at < end; at += ScratchPool.BUFFER_BYTES) {
                int step = (int) Math.min(end - at, ScratchPool.BUFFER_BYTES);
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

    private void warm(long offset, long length) {
        try {
            new Warmer(place, table).warm(offset, length);
        } catch (IOException e) {
            // Warming is a favour; the reads that follow tell what is wrong with the medium.
            System.getLogger(Sealer.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> place.name() + ": warming failed", e);
        }
    }
}
