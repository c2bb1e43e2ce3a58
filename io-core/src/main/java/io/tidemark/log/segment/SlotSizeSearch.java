package io.tidemark.log.segment;

import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Searches a file of slots for headers that can be read, which say how long they are; slots begin at multiples of their
 * size. One thread at a time.
 */
final class SlotSizeSearch {
    /** At least this much is between two slots. */
    private static final long STEP_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;

    /** How much of a file that had no header at first is searched at a time; it may be large, and looked at often. */
    private static final long SEARCH_BYTES = 64 * STEP_BYTES;

    private final Posix posix;
    private final Path path;
    private final NativeFile file;
    private final Reading reading;

    /** Where the search goes on. */
    private long nextOffset;

    /** @param file at the path, open, and not this object's */
    SlotSizeSearch(Posix posix, Path path, NativeFile file, Reading reading) {
        this.posix = posix;
        this.path = path;
        this.file = file;
        this.reading = reading;
    }

    /** Looks everywhere. */
    OptionalLong run() throws IOException {
        return find(0, file.size());
    }

    /** Looks again where a writer begins, and a little further round than the last time. */
    OptionalLong goOn() throws IOException {
        long fileBytes = file.size();
        OptionalLong first = find(0, Math.min(STEP_BYTES, fileBytes));
        if (first.isPresent()) {
            return first;
        }
        long from = nextOffset < fileBytes ? nextOffset : 0;
        nextOffset = from + SEARCH_BYTES;
        return find(from, Math.min(nextOffset, fileBytes)).isPresent() ? run() : OptionalLong.empty();
    }

    /**
     * A payload may hold what looks like a header, so the largest size counts: one that is larger than the slots' own could
     * only be told where a slot begins, and there is no payload. What begins the file begins a slot whatever the size.
     */
    private OptionalLong find(long from, long to) throws IOException {
        OptionalLong found = OptionalLong.empty();
        long least = STEP_BYTES;
        for (long offset = next(from, least); offset < to; offset = next(offset + 1, least)) {
            HeaderCheck check = headerAt(offset);
            if (check instanceof HeaderCheck.UnknownVersion unknown && offset == 0) {
                throw unknown.refusal(path);
            }
            if (check instanceof HeaderCheck.Valid valid) {
                long bytes = valid.header().segmentBytes();
                if (bytes >= least && offset % bytes == 0) {
                    found = OptionalLong.of(bytes);
                    least = 2 * bytes;
                }
                if (offset == 0) {
                    return found;
                }
            }
        }
        return found;
    }

    /** The next offset that a slot of this size may begin at; a header that begins in a hole was never written. */
    private long next(long from, long slotBytes) throws IOException {
        long data = reading.passesOverHoles()
                ? Math.max(from, file.nextData(from)) // Lower in a file that was cut meanwhile.
                : from;
        return (data + slotBytes - 1) & -slotBytes;
    }

    /** Nothing, too, if whoever was creating the file has given up and deleted it. */
    private HeaderCheck headerAt(long offset) throws IOException {
        // What can't be read tells no size; to who only looks, others may.
        Reading ofHeaders = reading.isUnderLock() ? reading : Reading.TO_EXAMINE;
        return PlaceBytes.headerAt(posix, new SegmentPlace(path, offset, ofHeaders));
    }
}
