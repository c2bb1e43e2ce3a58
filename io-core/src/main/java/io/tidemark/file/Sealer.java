package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.event.SealEvent;
import io.tidemark.mode.AccessMode;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;

/**
 * Hands ranges from the tail over to the page cache, where they are: drop what the cache holds of a range and look
 * whether anything is left, publish. The caller is the forcing side, holds the table's lock and has forced the range;
 * appends above it may go on.
 */
final class Sealer {
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
            droppedPages += new StalePages(place).drop(start, end);
        }
    }

    /**
     * Lets readers see a range that is ready.
     *
     * @param event that has begun; null if nobody records it
     */
    void publish(long start, long end, RangeAccess sealed, SealEvent event) {
        table.publish(start, end, sealed);
        place.accesses().readahead().sealedTo(table.tailOffset());
        seals++;
        sealedBytes += end - start;
        if (sealed.decision().mode() == AccessMode.SHADOWED) {
            shadowing.followLater();
        } else if (warming == Warming.SEALED) {
            new Warmer(place, table).warmLater(start, end - start);
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
}
