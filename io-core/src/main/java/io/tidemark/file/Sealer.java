package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.event.SealEvent;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands open ranges over to the page cache, where they are: drop what the cache holds of a range and look whether
 * anything is left, store the new map, publish it. The caller is the forcing side, holds the table's lock and has forced
 * the range; appends above it may go on.
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

    /** What is done with the new map before readers see it: if it is refused, nothing was sealed. */
    @FunctionalInterface
    interface Storing {
        /** They see it at once, and whoever stores a map next stores this, too. */
        Storing LATER = changed -> {};

        void store(RangeMap changed) throws IOException;
    }

    /** Seals all that belongs to the tail below {@code border}. */
    void sealTail(long border, RangeAccess sealed, Storing storing) throws IOException {
        RangeMap before = table.map();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < before.count() && before.start(i) < border; i++) {
            if (table.isTail(before, i)) {
                pieces.add(new Piece(before.start(i), Math.min(before.end(i), border), before.access(i)));
            }
        }
        seal(pieces, sealed, storing);
    }

    /** Seals those that are open, and gives the others, which are sealed, the same mode. */
    void seal(List<Piece> pieces, RangeAccess sealed, Storing storing) throws IOException {
        RangeMap changed = table.map();
        Map<Piece, SealEvent> events = new HashMap<>();
        for (Piece piece : pieces) {
            if (piece.mode().isOpen()) {
                if (Recordings.mayRun()) {
                    events.put(piece, SealEvent.begun());
                }
                makeReady(piece);
            }
            if (piece.mode() != sealed.decision().mode()) {
                changed = changed.with(piece.start(), piece.end(), sealed);
            }
        }
        storing.store(changed);
        table.publish(changed);
        place.accesses().readahead().sealedTo(table.tailOffset());
        for (Piece piece : pieces) {
            if (piece.mode().isOpen()) {
                account(piece, sealed, events.get(piece));
            }
        }
    }

    /** What has to be done before anybody may read the range through the page cache. */
    private void makeReady(Piece piece) throws IOException {
        requireSize(piece.end());
        if (piece.mode() == RangeMode.DIRECT) {
            droppedPages += new StalePages(place).drop(piece.start(), piece.end());
        }
    }

    /**
     * Counts a seal that readers see, tells it, and begins what follows it.
     *
     * @param event that has begun; null if nobody records it
     */
    private void account(Piece piece, RangeAccess sealed, SealEvent event) {
        long start = piece.start();
        long length = piece.end() - start;
        seals++;
        sealedBytes += length;
        if (sealed.decision().mode() == RangeMode.SHADOWED) {
            shadowing.followLater();
        } else if (warming == Warming.SEALED) {
            new Warmer(place, table).warmLater(start, length);
        }
        if (event != null && event.shouldCommit()) {
            event.path = place.name();
            event.offset = start;
            event.length = length;
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
