package io.tidemark.log.segment;

import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks for segments in the places of a log that somebody else writes, who may discard them and use their places again
 * at any time.
 */
public final class SegmentSearch {
    private final Posix posix;
    private final SegmentStore store;

    public SegmentSearch(Posix posix, SegmentStore store) {
        this.posix = posix;
        this.store = store;
    }

    /**
     * The one with a certain number, or that with the lowest if there are only others; of those that are wanted, which have
     * no lower number.
     */
    public Optional<Located> find(long number, Predicate<SegmentHeader> isWanted) throws IOException {
        Optional<Located> found = look(number, isWanted);
        for (int looks = 1; looks < Looks.MOST; looks++) {
            if (found.isEmpty() || found.get().segmentNumber() == number) {
                return found;
            }
            // While places were looked at, one that had been passed already may have got a lower one.
            Optional<Located> again = look(number, isWanted);
            if (again.equals(found)) {
                return found;
            }
            found = again;
        }
        throw Looks.tooFast(found.orElseThrow().place().path(), null);
    }

    private Optional<Located> look(long number, Predicate<SegmentHeader> isWanted) throws IOException {
        Optional<Located> lowest = Optional.empty();
        for (SegmentPlace place : store.places()) {
            if (place.number().orElse(number) >= number
                    && PlaceBytes.headerAt(posix, place) instanceof HeaderCheck.Valid valid
                    && isWanted.test(valid.header())) {
                Located found = new Located(valid.header(), place);
                if (found.segmentNumber() == number) {
                    return Optional.of(found);
                }
                lowest = lowest.filter(other -> other.segmentNumber() < found.segmentNumber())
                        .or(() -> Optional.of(found));
            }
        }
        return lowest;
    }

    /**
     * The oldest one of those that are wanted, if it lies behind a number. Discards begin with the oldest, so then all up to
     * there were.
     */
    public Optional<Located> oldestBehind(long number, Predicate<SegmentHeader> isWanted) throws IOException {
        return find(-1, isWanted).filter(oldest -> oldest.segmentNumber() > number);
    }

    /**
     * Whether a segment's place is free, used again or deleted. A header that is damaged is there, unless it only seemed
     * so because it was being written.
     */
    public boolean isGone(SegmentHeader header, SegmentPlace place) throws IOException {
        for (int looks = 0; looks < Looks.MOST; looks++) {
            HeaderCheck check = PlaceBytes.headerAt(posix, place);
            if (check instanceof HeaderCheck.Valid valid) {
                return !valid.header().equals(header);
            }
            if (check.isFree()) {
                return true;
            }
        }
        return false;
    }
}
